# The entry of the window in a desktop's menu, its icon, and what software centres show.

metainfo := src/install/desktop/org.example.twingrad_live.metainfo.xml
desktop := src/install/desktop/twingrad-live.desktop
icon    := src/install/desktop/twingrad.svg

goals += icon
icon: ## renew: the icon's pictures, from its shapes, by rsvg-convert
	for size in $(icon_sizes); do \
	  rsvg-convert -w $$size -h $$size $(icon) -o src/install/desktop/twingrad-$$size.png || exit; \
	done
icon_sizes := 48 128
