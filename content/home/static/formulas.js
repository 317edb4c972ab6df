// Formulas on dashboards. Voilà asks a MathJax of version 2 to set them, from whatever address it is told; this file is
// that address. It loads the box's own MathJax 3 and answers to the few names of version 2 that Voilà uses.
"use strict";
(() => {
  let typeset;
  const loaded = new Promise((resolve) => {
    typeset = resolve;
  });
  const hub = {
    Config() {},
    Configured() {},
    Register: { StartupHook() {} },
    Queue(request) {
      if (Array.isArray(request) && request[0] === "Typeset") {
        loaded.then((mathjax) => mathjax.typesetPromise([request[2]])).catch((error) => console.error(error));
      }
    },
  };
  const oldNames = { Hub: hub, Ajax: {}, InputJax: { TeX: { resetEquationNumbers() {} } } };
  window.MathJax = {
    ...oldNames,
    tex: {
      inlineMath: [["$", "$"], ["\\(", "\\)"]],
      displayMath: [["$$", "$$"], ["\\[", "\\]"]],
      processEscapes: true,
    },
    svg: { fontCache: "local" },
    options: { enableMenu: false },
    startup: {
      typeset: false,
      ready() {
        window.MathJax.startup.defaultReady();
        Object.assign(window.MathJax, oldNames);
        window.MathJax.startup.promise.then(() => typeset(window.MathJax));
      },
    },
  };
  const script = document.createElement("script");
  script.src = "/home/mathjax/tex-svg-full.js";
  document.head.append(script);
})();
