// What the stock widgets lack for keyboards and screen readers. Runs in the page of a dashboard; draws nothing itself.
(() => {
  "use strict";
  if (window.lhcDashboard) return;
  window.lhcDashboard = true;

  const QUIET_MS = 700; // a slider on the move would talk without end
  const open = new Set(); // keys of the tables that the reader has opened; a redraw replaces them
  let announce = 0;
  let spoken = "";

  const set = (element, name, value) => {
    if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  // A slider's handle has no name of its own: it takes that of the number entry beside it.
  const nameHandles = (cut) => {
    const handles = cut.querySelectorAll(".noUi-handle");
    const entries = cut.querySelectorAll(".widget-text");
    handles.forEach((handle, index) => {
      set(handle, "aria-label", entries[index]?.querySelector("label")?.textContent ?? "");
      // of equal factors: the slider itself only knows the logarithm
      const value = entries[index]?.querySelector("input")?.value;
      if (value && cut.classList.contains("lhc-log")) set(handle, "aria-valuetext", value);
    });
  };

  const nameChoice = (choice) => {
    const box = choice.querySelector(".widget-radio-box");
    set(box, "role", "radiogroup");
    set(box, "aria-label", choice.querySelector("label.widget-label")?.textContent ?? "");
  };

  const keepOpen = (details) => {
    const key = details.dataset.key;
    if (details.dataset.kept) return;
    details.dataset.kept = "yes";
    details.open = open.has(key);
    details.addEventListener("toggle", () => (details.open ? open.add(key) : open.delete(key)));
  };

  const announcer = () => {
    let place = document.getElementById("lhc-announcer");
    if (!place) {
      place = document.createElement("div");
      place.id = "lhc-announcer";
      place.className = "lhc-unseen";
      place.setAttribute("role", "status");
      place.setAttribute("aria-live", "polite");
      document.querySelector(".lhc-board")?.prepend(place);
    }
    return place;
  };

  const speakLater = () => {
    window.clearTimeout(announce);
    announce = window.setTimeout(() => {
      const notes = [...document.querySelectorAll(".lhc-note, .lhc-sentence")].map((each) => each.textContent.trim());
      const text = notes.filter(Boolean).join(" ");
      if (text && text !== spoken) announcer().textContent = spoken = text;
    }, QUIET_MS);
  };

  const mend = () => {
    const board = document.querySelector(".lhc-board");
    if (!board) return;
    announcer();
    board.querySelectorAll(".lhc-cut").forEach(nameHandles);
    board.querySelectorAll(".lhc-choice").forEach(nameChoice);
    board.querySelectorAll("details[data-key]").forEach(keepOpen);
  };

  let due = false;
  const watcher = new MutationObserver((changes) => {
    if (changes.some((change) => change.target.nodeType === 1 && change.target.closest(".lhc-summary, .lhc-note")))
      speakLater();
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      mend();
    });
  });
  watcher.observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["aria-valuenow"],
  });
  mend();
})();
