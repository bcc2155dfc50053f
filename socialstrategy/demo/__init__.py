"""A series of our own, so that an empty site shows at once what it is for (`manage.py load_demo`)."""
