#!/usr/bin/env bash
# Takes out of the machine's root what the kiosk's programs bring along and nobody uses. Every removal is listed here.
set -euo pipefail

# Pictures are drawn by the processor (pixman, Skia): Mesa's drivers and the compiler in them are 190 MB
rm -rf /usr/lib/x86_64-linux-gnu/{libLLVM*,libgallium*,libz3*,dri,gbm,gallium-pipe} /usr/share/vulkan
# Chromium's own drivers for graphics chips, and what a kiosk has no use for
rm -f /usr/lib/chromium/{libGLESv2.so,libEGL.so,libvk_swiftshader.so,libvulkan.so.1,libVkLayer_khronos_validation.so,chrome_crashpad_handler.dbg}
rm -rf /usr/lib/chromium/{WidevineCdm,MEIPreload,PrivacySandboxAttestationsPreloaded,hyphen-data,IwaKeyDistribution}

# Sources of tables that are there compiled, and encodings that nobody meets
rm -rf /usr/lib/udev/hwdb.d /usr/lib/x86_64-linux-gnu/gconv/[A-TV-Z]* /usr/share/{gtk-3.0/emoji,mime/packages,perl}

# Documents, translations and caches that nobody opens here
rm -rf /usr/share/{doc,man,info,locale,i18n,bug,lintian,icons/Adwaita/cursors,gtk-doc,zoneinfo/right}
find /usr/share/icons -mindepth 1 -maxdepth 1 -not -name hicolor -exec rm -rf {} +
find /usr/share/chromium /usr/lib/chromium -path '*locales/*.pak*' -not -name 'en-US.pak' -not -name 'es.pak' -delete
rm -rf /var/cache/{debconf,apt,fontconfig}/* /var/lib/apt/lists/* /var/log/* /usr/share/grub /usr/lib/grub
rm -f /boot/System.map-* /boot/config-*
