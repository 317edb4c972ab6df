// What a dashboard's page does before Voilà's own script takes over: shows how far it is, and says when its kernel is gone.
"use strict";
window.lhcbox = {
  /** Cell `number` of `count` is being worked on. */
  progress(number, count) {
    const bar = document.getElementById("lhcbox-progress");
    if (bar) {
      bar.max = count;
      bar.value = number - 1;
    }
  },
  /** Every cell is there; they are shown as soon as Voilà has its styles (it sets `themeLoaded`). */
  drawn() {
    window.cellLoaded = true;
    if (window.themeLoaded) {
      window.display_cells();
    }
  },
};
// Names that Voilà's script calls.
window.voila_heartbeat = () => {};
window.display_cells = () => {
  if (!window.themeLoaded) {
    window.cellLoaded = true;
    return;
  }
  document.getElementById("lhcbox-loading")?.remove();
  document.getElementById("rendered_cells").style.display = "";
};
window.voila_finish = window.lhcbox.drawn;
window.update_loading_text = () => {};

// The kernel may be gone while the page is still open: say so instead of leaving controls that answer to nothing.
window.addEventListener("load", () => {
  const settings = document.getElementById("jupyter-config-data");
  if (!settings) {
    return;
  }
  const { baseUrl, kernelId } = JSON.parse(settings.textContent);
  const look = async () => {
    if (document.hidden) {
      return;
    }
    const answer = await fetch(`${baseUrl}api/kernels/${kernelId}`).catch(() => null);
    if (answer?.status === 404) {
      clearInterval(watch);
      document.getElementById("lhcbox-over").hidden = false;
      window.scrollTo(0, 0);
    }
  };
  const watch = setInterval(look, 15000);
  document.addEventListener("visibilitychange", look);
});
