"""UnionPay QR by ACP 5.1.0 (payments.md 3): own keys, books and notices, behind the shared phone."""
