"""The page of all routes of an API. Its files are ninja's own, served from here: nothing of it comes from anywhere else."""

from csp.decorators import csp_update

pictures = csp_update({"img-src": ["data:"]})
"""The page's style draws its arrows from data: addresses, which the policy of no other page allows."""
