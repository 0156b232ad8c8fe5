"""Pages of the bus: what anyone may see, and what askers do."""

from orientibus.urls_demandes import demandes
from orientibus.urls_publiques import publiques

app_name = "orientibus"
urlpatterns = [*demandes, *publiques]
