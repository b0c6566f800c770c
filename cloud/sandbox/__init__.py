"""The emulated payment gateway: real wire, no money, this machine only. See the README beside it."""
