from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """Django's admin, with the portal's own site: its rights, its home page, its colours."""

    default_site = "portail.administration.site.SiteAdministration"
