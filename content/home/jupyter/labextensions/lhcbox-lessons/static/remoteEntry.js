// The list of lessons in JupyterLab's left panel.
//
// Written by hand as what JupyterLab expects of a prebuilt extension: a container with `init` and `get` under
// window._JUPYTERLAB. So it needs no build, no node and no network; what it uses of JupyterLab it takes from the scope
// that JupyterLab shares with all extensions.
"use strict";
(() => {
  let scope = {};

  /** A module that JupyterLab shares, for instance "@lumino/widgets". */
  async function shared(name) {
    const versions = Object.values(scope[name] ?? {});
    if (versions.length === 0) {
      throw new Error(`lhcbox-lessons: JupyterLab does not share ${name}`);
    }
    return (await versions[versions.length - 1].get())();
  }

  /** An element with attributes and children. */
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) {
        made.addEventListener(name.slice(2), value);
      } else {
        made.setAttribute(name, value);
      }
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  const cookie = (name) =>
    document.cookie.split("; ").map((pair) => pair.split("=")).find(([key]) => key === name)?.[1] ?? "";

  /** Ask the box for JSON. */
  async function ask(path, method = "GET") {
    const answer = await fetch(path, {
      method,
      headers: { Accept: "application/json", "X-XSRFToken": cookie("_xsrf") },
    });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status}`);
    }
    return answer.json();
  }

  const ICON =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16"><g class="jp-icon3" fill="#616161">' +
    '<path d="M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16z"/>' +
    '<path d="M12.6 11.2 19 7.4l.6 1-6.3 3.8 4 5.6-1 .8-4.2-5.9-3 5.6-1.1-.6 3-5.8L5 9.5l.5-1.1 5.8 2.6z"/></g></svg>';

  const STYLE = `
    .lhcbox-lessons { overflow-y: auto; min-width: 230px; padding: 10px 12px; background: var(--jp-layout-color1); color: var(--jp-ui-font-color1); font-size: var(--jp-ui-font-size1, 13px); }
    .lhcbox-lessons h2 { margin: 4px 0 8px; font-size: 1.25em; }
    .lhcbox-lessons ul { margin: 0; padding: 0; list-style: none; }
    .lhcbox-lessons li { margin: 0 0 10px; padding: 10px; border: 1px solid var(--jp-border-color1); border-radius: 6px; }
    .lhcbox-lessons h3 { margin: 0 0 4px; font-size: 1.1em; line-height: 1.3; }
    .lhcbox-lessons p { margin: 0 0 6px; line-height: 1.4; }
    .lhcbox-lessons .facts { color: var(--jp-ui-font-color2); }
    .lhcbox-lessons .doors { display: flex; flex-wrap: wrap; gap: 6px; margin: 0; }
    .lhcbox-lessons button, .lhcbox-lessons a { display: inline-flex; align-items: center; min-height: 28px; padding: 0 10px; border: 1px solid var(--jp-brand-color1); border-radius: 4px; background: transparent; color: var(--jp-content-link-color, #00639c); font: inherit; text-decoration: none; cursor: pointer; }
    .lhcbox-lessons button.first { background: #0a5a96; border-color: #0a5a96; color: #fff; }
    .lhcbox-lessons button:hover, .lhcbox-lessons a:hover { text-decoration: underline; }
    .lhcbox-lessons :focus-visible { outline: 3px solid #c25e00; outline-offset: 1px; }
  `;

  /** One lesson: what it is, how hard, how long, and its doors. */
  function entry(lesson, words, open, again) {
    const level = (number, of) => (number ? `${of}: ${words.levels[Math.min(number, 3) - 1]}` : "");
    const facts = [
      lesson.minutes ? `${lesson.minutes} ${words.minutes}` : "",
      level(lesson.physics, words.physics),
      level(lesson.coding, words.coding),
    ];
    const named = (word) => ({ "aria-label": `${word}: ${lesson.title}` });
    return element(
      "li",
      {},
      element("h3", {}, lesson.title),
      element("p", {}, lesson.summary ?? ""),
      element("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
      element(
        "p",
        { class: "doors" },
        element("button", { type: "button", class: "first", onclick: open, ...named(words.open) }, words.open),
        element("button", { type: "button", onclick: again, ...named(words.again) }, words.again),
        lesson.notes
          ? element("a", { href: `/teachers/${lesson.slug}`, target: "_blank", ...named(words.notes) }, words.notes)
          : null,
      ),
    );
  }

  /** Fill `node` with the lessons and make their buttons work. */
  async function fill(node, app) {
    const { lessons, words, language } = await ask("/lessons");
    const status = element("p", { role: "status" });
    const go = (address, method) => async () => {
      try {
        status.textContent = "";
        const { path } = await ask(address, method);
        await app.commands.execute("docmanager:open", { path });
      } catch (error) {
        console.error(error);
        status.textContent = words.trouble;
      }
    };
    node.lang = language;
    node.append(
      element("h2", {}, words.title),
      status,
      lessons.length === 0 ? element("p", {}, words.empty) : "",
      element(
        "ul",
        {},
        ...lessons.map((lesson) =>
          entry(lesson, words, go(`/open/${lesson.slug}`, "GET"), go(`/again/${lesson.slug}`, "POST")),
        ),
      ),
      element("a", { href: "/" }, `← ${words.home}`),
    );
    return words.title;
  }

  async function extension() {
    const { Widget } = await shared("@lumino/widgets");
    const { ILayoutRestorer } = await shared("@jupyterlab/application");
    const { LabIcon } = await shared("@jupyterlab/ui-components");
    const plugin = {
      id: "lhcbox-lessons:list",
      description: "Lists the box's lessons.",
      autoStart: true,
      optional: [ILayoutRestorer],
      activate: (app, restorer) => {
        document.head.append(element("style", {}, STYLE));
        const panel = new Widget();
        panel.id = "lhcbox-lessons";
        panel.addClass("lhcbox-lessons");
        panel.node.setAttribute("role", "region");
        panel.title.icon = new LabIcon({ name: "lhcbox:lessons", svgstr: ICON });
        panel.title.caption = "Lessons";
        app.shell.add(panel, "left", { rank: 50 });
        restorer?.add(panel, panel.id);
        fill(panel.node, app)
          .then((title) => {
            panel.title.caption = title;
            panel.node.setAttribute("aria-label", title);
          })
          .catch((error) => console.error(error));
        // the first time the list is in front; afterwards JupyterLab remembers what the student chose
        app.restored.then(() => {
          if (!localStorage.getItem("lhcbox-lessons-shown")) {
            localStorage.setItem("lhcbox-lessons-shown", "yes");
            app.shell.activateById(panel.id);
          }
        });
      },
    };
    return { __esModule: true, default: plugin };
  }

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["lhcbox-lessons"] = {
    init(given) {
      scope = given;
    },
    async get(name) {
      if (name !== "./extension") {
        throw new Error(`lhcbox-lessons: there is no ${name} in it`);
      }
      const made = await extension();
      return () => made;
    },
  };
})();
