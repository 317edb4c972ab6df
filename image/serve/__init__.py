"""What runs while the box is on: first page, sign-in, dashboards and JupyterLab, one process on one port."""
