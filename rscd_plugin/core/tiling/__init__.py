"""How a raster of any size is cut into tiles, and how tiles flow through reading, computing and writing."""
