"""A lab as content: its model, values, texts, and what finds faults in them."""
