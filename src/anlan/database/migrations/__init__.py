"""The schema's history: `versions/NNNN_name.py` gives the order, `versions/NNNN_name.sql` the SQL."""
