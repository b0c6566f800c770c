"""The customer's side of the machine's mind: stock as it can be sold, the mode, the sale as it is shown."""
