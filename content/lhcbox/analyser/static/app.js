// @ts-check
/**
 * The analyser: linked histograms with everything around them, in an element of a page or of a notebook's output.
 *
 * A hand that moves a cut only leaves a note; once in a frame the newest cut goes to the engine, and every plot and
 * number is drawn. What takes longer to compute or to read (cut flow, sentences, address) waits until the hand rests.
 */

import { Guide } from "./activities.js";
import { Card } from "./card.js";
import { Chart } from "./chart.js";
import { Engine } from "./engine.js";
import { factsOf } from "./facts.js";
import { Flow } from "./flow.js";
import { Figures, Fit, Legend, Strip } from "./panels.js";
import { rehearse } from "./rehearsal.js";
import { Share } from "./share.js";
import { State } from "./state.js";
import { make, Speech } from "./text.js";

const REST = 180; // ms without a change until what takes longer is done
const QUIET = 900; // ms more until a screen reader is told
const WIDE = 900; // pixels from which on numbers stand beside the plots
const JOINED = 900; // ms between two moves of the same handle that are taken back together

let mounted = 0;

/**
 * Declaration and pack as far as they fit each other.
 * @returns {{declaration: any, problems: [string, string][]}} names of phrases, and what they are about
 */
function fitting(declaration, pack) {
  /** @type {[string, string][]} */
  const problems = [];
  const columns = new Map(pack.variables.map((column) => [column.key, column]));
  const variables = declaration.variables.filter((variable) => {
    const good = columns.get(variable.key)?.n === variable.n;
    if (!good) {
      problems.push(["trouble.variable", variable.title]);
    }
    return good;
  });
  const places = new Map(pack.processes.map((process, index) => [process.key, index]));
  const processes = declaration.processes
    .map((process) => ({ ...process, index: places.get(process.key) ?? -1 }))
    .filter((process) => {
      if (process.index < 0) {
        problems.push(["trouble.process", process.title]);
      }
      return process.index >= 0;
    });
  const fit = variables.some((variable) => variable.key === declaration.fit?.variable) ? declaration.fit : null;
  return { declaration: { ...declaration, variables, processes, fit }, problems };
}

/** Which kinds of processes there are. */
function kindsOf(declaration) {
  const of = (kind) => declaration.processes.filter((process) => process.kind === kind);
  const [data, signal, background] = [of("data"), of("signal"), of("background")];
  return {
    data: data.map((process) => process.key),
    signalTitles: signal.map((process) => process.title),
    hasData: data.length > 0,
    hasSignal: signal.length > 0,
    hasBackground: background.length > 0,
    hasSimulation: signal.length + background.length > 0,
  };
}

/**
 * Put an analyser into an element.
 * @param {HTMLElement} root emptied first
 * @param {object} options
 * @param {any} options.declaration the page's JSON, translated
 * @param {import("./engine.js").Pack} options.pack
 * @param {Record<string, string>} options.words
 * @param {string} options.language
 * @param {boolean} [options.address] whether the state is kept in the address
 * @param {{changed?: (state: any) => void}} [options.live] called when the reader has finished a change
 * @returns {{engine: Engine, state: State, flush: () => void, destroy: () => void}}
 */
export function mount(root, { declaration: given, pack, words, language, address = false, live = {} }) {
  const speech = new Speech(words, language);
  const { declaration, problems } = fitting(given, pack);
  const number = (mounted += 1);
  const engine = new Engine(pack);
  const state = new State(declaration);
  const kinds = kindsOf(declaration);
  const scales = Float64Array.from(pack.processes, (process) => process.scale);
  const whole = factsOf(engine.totals(), { declaration, pack, state, whole: null });
  const facts = (totals = engine.totals()) => factsOf(totals, { declaration, pack, state, whole });

  const notices = make("div.an-notices", { role: "status" });
  const liveRegion = make("div.an-unseen", { role: "status", "aria-live": "polite" });
  const notice = (name, blanks = {}) => noticed(speech.say(name, blanks));
  const noticed = (text) => {
    const close = make(
      "button.an-button.an-icon",
      { type: "button", "aria-label": speech.say("close"), onclick: () => line.remove() },
      "×",
    );
    const line = make("p.an-notice", null, make("span", null, text), close);
    notices.append(line);
  };

  let frame = 0;
  let resting = 0;
  let telling = 0;
  let dragging = false;
  let spoken = false; // the first frame is not told: nobody has changed anything
  let alive = true;
  let last = { what: "", when: 0 };

  const context = {
    declaration,
    pack,
    engine,
    state,
    speech,
    kinds,
    address,
    facts,
    id: (name) => `an${number}-${name}`,
    charts: [],
    changed,
    announce,
    notice,
    writeAddress,
    travel(way) {
      state[way]();
      follow();
    },
    reset() {
      state.reset();
      changed({ finished: true });
    },
    /** A state from a file. */
    take(written) {
      const left = state.read(written);
      state.commit();
      follow();
      complain("trouble.file", left);
    },
  };

  const figures = new Figures(context);
  const strip = new Strip(context);
  const legend = new Legend(context);
  const guide = new Guide(context);
  const flow = new Flow(context);
  const share = new Share(context);
  const plots = declaration.variables.map((variable) => new Card(context, variable));
  const fit = declaration.fit ? new Fit(context) : null;
  context.charts = plots;

  const grid = make("div.an-grid", null, ...plots.map((plot) => plot.element));
  const plotsTitle = make("h2.an-unseen", { id: context.id("plots") }, speech.say("plots.title"));
  const board = make(
    "div.an",
    { lang: language },
    make(
      "p.an-stamp",
      null,
      make("strong", null, declaration.label),
      declaration.stamp ? make("span", null, ` · ${declaration.stamp}`) : "",
    ),
    notices,
    make(
      "div.an-body",
      null,
      make("div.an-side", null, strip.element, figures.element),
      make(
        "div.an-main",
        null,
        guide.element,
        legend.element,
        make("section", { "aria-labelledby": context.id("plots") }, plotsTitle, grid),
        flow.element,
        share.element,
      ),
    ),
    liveRegion,
  );
  // a media query knows the window, and in a notebook that is not the room there is
  const fitRoom = () => board.classList.toggle("an-wide", root.clientWidth >= WIDE);
  root.replaceChildren(board);
  fitRoom();

  guide.settle = (running) => {
    // a step is read while plots are pulled, so it stands beside them; choosing an activity needs no such room
    if (running) {
      strip.element.after(guide.element);
    } else {
      legend.element.before(guide.element);
    }
    figures.spare(running);
  };
  guide.settle(false);

  for (const plot of plots) {
    plot.chart = new Chart(plot.host, {
      variable: plot.variable,
      processes: declaration.processes,
      words,
      language,
      label: declaration.label,
      stamp: declaration.stamp,
      onCut: (key, cut, { final }) => {
        state.setCut(key, cut);
        dragging = !final;
        changed({ finished: final, what: final ? moved(key) : "" });
      },
    });
    if (fit && plot.variable === fit.variable) {
      plot.host.after(fit.element);
    }
  }

  /** Something is other than it was. @param {{finished: boolean, what?: string}} change */
  function changed({ finished, what = "" }) {
    spoken = true;
    if (finished) {
      dragging = false;
      const now = performance.now();
      const joined = what !== "" && what === last.what && now - last.when < JOINED;
      if (state.commit(joined)) {
        last = { what, when: now };
      }
    }
    schedule();
  }

  /** Which edges of a window differ from what can be undone; "" of categories, and where a window begins or goes. */
  function moved(key) {
    const [before, after] = [state.now, JSON.stringify(state.write())].map((text) => JSON.parse(text).c?.[key]);
    if (!before || !after || state.variables.get(key).kind === "category") {
      return "";
    }
    return [key, ...[0, 1].map((end) => (before[end] === after[end] ? "" : ["from", "to"][end]))].join(" ");
  }

  /** The state was changed as a whole. */
  function follow() {
    last = { what: "", when: 0 };
    guide.follow();
    spoken = true;
    schedule();
  }

  function schedule() {
    frame ||= requestAnimationFrame(draw);
    clearTimeout(resting);
    clearTimeout(telling);
    resting = setTimeout(rest, REST);
  }

  let now = whole;
  function draw() {
    frame = 0;
    if (!alive) {
      return;
    }
    for (const { key } of declaration.variables) {
      const cut = state.cut(key);
      if (!same(cut, engine.cut(key))) {
        engine.set(key, cut);
      }
    }
    now = facts();
    const { log, shape, ratio, band } = state.view;
    const overlay = shape ? "shape" : state.view.overlay;
    for (const { chart, variable } of plots) {
      const fine = engine.fine(variable.key);
      const curve = fit && variable === fit.variable ? fit.draw(fine, now) : null;
      chart.draw({
        fine,
        cut: state.cut(variable.key),
        log,
        overlay,
        ratio,
        band,
        hidden: state.hidden,
        scales,
        curve,
        f: state.uncertainty,
      });
    }
    figures.draw(now);
    strip.draw(now);
    legend.draw(now);
  }

  function rest() {
    clearTimeout(resting);
    if (!alive || dragging) {
      return;
    }
    if (frame) {
      cancelAnimationFrame(frame);
      draw();
    }
    figures.rest(now);
    fit?.rest();
    flow.rest();
    plots.forEach((plot) => plot.rest());
    writeAddress();
    const before = guide.met;
    guide.check(now);
    live.changed?.(state.write());
    if (spoken && before === guide.met) {
      telling = setTimeout(() => announce(summary()), QUIET);
    }
  }

  function summary() {
    const parts = [];
    if (kinds.hasSignal) {
      parts.push(`${speech.say("figures.signal")}: ${speech.measured(now.signal, now.signalError)[0]}`);
    }
    if (kinds.hasBackground) {
      const name = speech.say(kinds.hasSignal ? "figures.background" : "figures.expected");
      parts.push(`${name}: ${speech.measured(now.background, now.backgroundError)[0]}`);
    }
    if (kinds.hasSignal && now.root.value !== null) {
      parts.push(`${speech.say("figures.root")}: ${speech.number(now.root.value, 2)}`);
    }
    if (kinds.hasData) {
      parts.push(
        `${speech.say("figures.data")}: ${now.dataHidden ? speech.say("look.hidden") : speech.number(now.data)}`,
      );
    }
    return `${parts.join("; ")}.`;
  }

  function announce(text) {
    liveRegion.textContent = text;
  }

  function complain(name, left) {
    if (left.length) {
      notice(name, { what: left.slice(0, 5).join(", ") });
    }
  }

  // The address ------------------------------------------------------------------------------------------------------

  let known = "";
  function writeAddress() {
    if (!address) {
      return;
    }
    const hash = state.hash();
    if (hash !== known) {
      known = hash;
      try {
        history.replaceState(null, "", hash ? `#${hash}` : `${location.pathname}${location.search}`);
      } catch {
        location.hash = hash; // some browsers keep a page of the file system from the history
      }
    }
  }

  function readAddress() {
    const hash = location.hash.slice(1);
    if (hash === known || !hash.includes("=")) {
      return; // our own, or the name of a place in the page
    }
    known = hash;
    complain("trouble.address", state.readHash(hash));
    state.commit();
    follow();
  }

  function keys(event) {
    const undoing = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.altKey;
    const redoing = event.key.toLowerCase() === "y" && event.ctrlKey && !event.altKey && !event.shiftKey;
    const writing = event.target instanceof HTMLElement && event.target.dataset.writing;
    if ((undoing || redoing) && !writing) {
      event.preventDefault();
      context.travel(redoing || event.shiftKey ? "redo" : "undo");
    }
  }

  // A field in which something is being typed undoes for itself; once it is handed over, we do.
  const typing = (event) => {
    if (event.target instanceof HTMLInputElement) {
      event.type === "input" ? (event.target.dataset.writing = "1") : delete event.target.dataset.writing;
    }
  };
  const listening = address ? document : root;
  listening.addEventListener("keydown", keys);
  ["input", "change", "focusout"].forEach((type) => root.addEventListener(type, typing));
  if (address) {
    addEventListener("hashchange", readAddress);
  }
  const resized = new ResizeObserver(fitRoom);
  resized.observe(root);
  addEventListener("beforeprint", rest);

  problems.forEach(([name, what]) => notice(name, { what }));
  (declaration.notes ?? []).forEach(noticed);
  if (pack.events === 0) {
    notice("trouble.empty");
  } else if (kinds.hasSimulation && whole.signal + whole.background <= 0 && !kinds.hasData) {
    notice("trouble.negative");
  }
  if (!plots.length) {
    notice("trouble.nothing");
  }
  if (address && location.hash.includes("=")) {
    known = location.hash.slice(1);
    complain("trouble.address", state.readHash(known));
    state.commit();
    state.past = []; // what came in an address is where the reader begins
    guide.follow();
  }
  draw();
  resting = setTimeout(rest, REST);
  const hush = rehearse(pack);

  const analyser = {
    engine,
    state,
    /** Draw and finish everything now; for tests. */
    flush() {
      guide.follow();
      if (frame) {
        cancelAnimationFrame(frame);
      }
      draw();
      rest();
    },
    destroy() {
      alive = false;
      hush();
      cancelAnimationFrame(frame);
      clearTimeout(resting);
      clearTimeout(telling);
      resized.disconnect();
      listening.removeEventListener("keydown", keys);
      removeEventListener("hashchange", readAddress);
      removeEventListener("beforeprint", rest);
      fit?.full?.destroy();
      plots.forEach((plot) => plot.chart.destroy());
      root.replaceChildren();
    },
  };
  /** @type {any} */ (window).lhcboxAnalyser = analyser;
  return analyser;
}

function same(a, b) {
  if (a === null || b === null || a === undefined || b === undefined) {
    return (a ?? null) === (b ?? null);
  }
  return "keep" in a ? a.keep.join() === b.keep?.join() : a.from === b.from && a.to === b.to;
}
