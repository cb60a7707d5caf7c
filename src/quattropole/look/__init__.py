"""How the house looks: navigation, forms in the theme's markup, figures drawn as SVG. Knows no room."""
