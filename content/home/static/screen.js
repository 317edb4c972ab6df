// The page on the box's own screen: keeps the line at the bottom fresh, and the reader inside the frame.
"use strict";
const one = (id) => document.getElementById(id);
const frame = one("page");
const STEPS = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2];
let step = STEPS.indexOf(1);

function scale() {
  frame.contentDocument.documentElement.style.zoom = STEPS[step];
}

// A link that opens a window of its own would cover the line, and the kiosk has no way to close it
function stay(event) {
  const link = event.target.closest?.("a[target]");
  if (link) {
    link.target = "_self";
  }
}

frame.addEventListener("load", () => {
  scale();
  frame.contentDocument.addEventListener("click", stay, true);
  frame.contentWindow.open = (address) => {
    frame.contentWindow.location.assign(address);
    return null;
  };
});
one("home").addEventListener("click", () => {
  frame.src = "/";
});
one("smaller").addEventListener("click", () => {
  step = Math.max(step - 1, 0);
  scale();
});
one("larger").addEventListener("click", () => {
  step = Math.min(step + 1, STEPS.length - 1);
  scale();
});

async function refresh() {
  try {
    const answer = await fetch("/screen/facts", { cache: "no-store" });
    const facts = await answer.json();
    const where = facts.addresses ?? [];
    one("join").hidden = where.length === 0;
    one("alone").hidden = where.length > 0;
    one("address").textContent = where[0] ?? "";
    one("name").textContent = facts.name ?? "";
    one("code").textContent = facts.code ?? "…";
    one("wifi").hidden = !facts.point?.name;
    one("point").textContent = facts.point?.name ?? "";
    one("password").textContent = facts.point?.password ?? "";
    one("notices").textContent = (facts.notices ?? []).join(" ");
    one("qr").hidden = !facts.qr;
    if (facts.qr) {
      one("qr").src = "data:image/svg+xml;utf8," + encodeURIComponent(facts.qr);
    }
  } catch {
    // the box is being started again; the next round tells
  }
}
refresh();
setInterval(refresh, 3000);
