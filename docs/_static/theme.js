// The colours chosen last time. Furo has this line inside each page; in a file of its own it also works where a page may
// not hold scripts (the box's Content-Security-Policy).
document.body.dataset.theme = localStorage.getItem("theme") || "auto";
