"""The tab "Find": two dates, a method, an area, a place for the results, and the runs made from them."""
