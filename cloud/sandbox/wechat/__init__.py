"""WeChat Pay API v3 as its published rules describe it, from the gateway's side."""
