"""QuattroPole: the working platform of a city network."""
