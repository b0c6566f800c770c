"""Alipay's open platform, protocol of 2016: one address, the method as a parameter (payments.md 2)."""
