"""Nasty replies with one right reading each, to find out what a template's parser makes of them."""
