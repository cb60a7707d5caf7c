from django.urls import path

from quattropole.website.views import house

urlpatterns = [
    path("robots.txt", house.robots, name="robots"),
    path("sitemap.xml", house.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", house.sitemap_part, name="sitemap_part"),
]
