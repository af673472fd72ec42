/* Small improvements; every page works without them. Must parse on Safari 12, Firefox 78 and Chrome 80. */
(() => {
  const all = (root, selector) => {
    const below = Array.from(root.querySelectorAll(selector));
    return root !== document && root.matches(selector) ? [root].concat(below) : below;
  };
  const toasts = document.getElementById("toasts");

  /* Goes after its seconds; waits while pointed at or focused. */
  function dismissLater(toast) {
    let timer;
    const go = () => toast.remove();
    const wait = () => clearTimeout(timer);
    const start = () => {
      wait();
      timer = setTimeout(go, Number(toast.dataset.dismiss) * 1000);
    };
    for (const event of ["mouseenter", "focusin"]) toast.addEventListener(event, wait);
    for (const event of ["mouseleave", "focusout"]) toast.addEventListener(event, start);
    start();
  }

  function say(message) {
    if (!toasts) return;
    const toast = document.createElement("div");
    const words = document.createElement("p");
    toast.className = "toast";
    toast.dataset.dismiss = "10";
    words.textContent = message;
    toast.append(words);
    toasts.append(toast);
    dismissLater(toast);
  }

  function sizeOf(bytes) {
    if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1000))} ko`;
    return `${(bytes / 1e6).toFixed(1).replace(".", ",")} Mo`;
  }

  /* A code that came with the address (a scanned square) goes into its field, and out of the history. */
  function fillFromAddress(input) {
    const code = location.hash.slice(1);
    if (code === "") return;
    input.value = decodeURIComponent(code);
    history.replaceState(null, "", location.pathname + location.search);
  }

  function listFiles(input) {
    const list = document.getElementById(input.dataset.files);
    const face = input.parentNode;
    const over = (isOver) => () => face.classList.toggle("drop-over", isOver);
    input.addEventListener("dragenter", over(true));
    for (const event of ["dragleave", "drop"]) input.addEventListener(event, over(false));
    input.addEventListener("change", () => {
      list.textContent = "";
      for (const file of Array.from(input.files)) {
        const line = document.createElement("li");
        const name = document.createElement("span");
        const size = document.createElement("span");
        line.className = "file";
        name.className = "file-name";
        size.className = "file-size";
        name.textContent = file.name;
        size.textContent = sizeOf(file.size);
        line.append(name, size);
        list.append(line);
      }
    });
  }

  /* Keeps the first pictures on the page; the last one is an ordinary submit. */
  function watchPad(pad) {
    const need = Number(pad.dataset.pad);
    const chosen = () => all(pad, "[data-pad-chosen]");
    const show = () => {
      const count = chosen().length;
      all(pad, ".pad-dot").forEach((dot, place) => {
        dot.classList.toggle("pad-dot-on", place < count);
      });
      pad.querySelector("[data-pad-count]").textContent = `${count} sur ${need}`;
    };
    const erase = () => {
      for (const input of chosen()) input.remove();
      show();
    };
    pad.addEventListener("click", (event) => {
      const picture = event.target.closest(".pad-picture");
      if (event.target.closest("[data-pad-erase]")) {
        event.preventDefault();
        erase();
      } else if (picture && chosen().length < need - 1) {
        event.preventDefault();
        const input = document.createElement("input");
        input.type = "hidden";
        input.name = picture.name;
        input.value = picture.value;
        input.dataset.padChosen = "";
        pad.insertBefore(input, pad.querySelector(".pad-grid"));
        show();
      }
    });
  }

  /* Whoever sits here may change between two looks at a page: it is asked for again, never shown from memory. */
  function askAgain() {
    document.documentElement.hidden = true;
    location.replace(location.pathname + location.search);
  }
  function mindSeat() {
    const { seat } = document.body.dataset;
    if (!seat) return;
    window.addEventListener("pagehide", (event) => {
      if (event.persisted) document.documentElement.hidden = true;
    });
    window.addEventListener("pageshow", (event) => event.persisted && askAgain());
    window.addEventListener("storage", (event) => {
      if (event.key === "preau-seat" && event.newValue !== seat) askAgain();
    });
    try {
      if (localStorage.getItem("preau-seat") !== seat) localStorage.setItem("preau-seat", seat);
    } catch (_) {
      /* other tabs ask again at their next touch */
    }
  }

  /* Before the pupils take over: where she was, and what she was writing. */
  function handOver(form) {
    let isKept = false;
    form.addEventListener("submit", (event) => {
      const { suite } = form.elements;
      const draft = document.querySelector("[data-draft-changed]");
      suite.value = location.pathname + location.search;
      if (isKept || !draft || !window.htmx) return;
      event.preventDefault();
      isKept = true;
      const go = () => {
        suite.value = location.pathname + location.search;
        form.submit();
      };
      const timer = setTimeout(go, 3000);
      document.addEventListener("htmx:afterSettle", () => {
        clearTimeout(timer);
        go();
      });
      htmx.trigger(draft, "preau:keep");
    });
  }
  document.addEventListener("input", markDraft);
  document.addEventListener("trix-change", markDraft);
  function markDraft(event) {
    const form = event.target.closest("form");
    const draft = form ? form.querySelector("[data-draft]") : null;
    if (draft) draft.dataset.draftChanged = "";
  }

  /* Only voices that live on this machine: nothing that is read aloud may leave it. */
  const frenchVoice = () => speechSynthesis.getVoices().find((voice) => voice.localService && /^fr/i.test(voice.lang));
  function showSpeakers() {
    if (!window.speechSynthesis || !frenchVoice()) return;
    for (const button of all(document, "[data-speak]")) button.hidden = false;
  }
  function speak(text) {
    const words = new SpeechSynthesisUtterance(text);
    words.voice = frenchVoice();
    words.lang = "fr-FR";
    words.rate = 0.9;
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  }

  function offerCheckAll(button) {
    const boxes = () =>
      all(button.closest("fieldset") || document, `input[type=checkbox][name="${button.dataset.checkAll}"]`);
    button.hidden = false;
    button.addEventListener("click", () => {
      const isEvery = boxes().every((box) => box.checked);
      for (const box of boxes()) box.checked = !isEvery;
    });
  }

  function copy(button) {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(button.dataset.copy));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    if (document.execCommand("copy")) say("Copié.");
  }

  /* The text area gives way to the editor where the browser can run it. */
  function openEditor(field) {
    const area = field.querySelector("textarea");
    const template = field.querySelector("template");
    field.insertBefore(document.importNode(template.content, true), template);
    field.querySelector("trix-editor").id = area.id;
    area.remove();
    template.remove();
  }

  function improve(root) {
    all(root, "[data-dismiss]").forEach(dismissLater);
    all(root, "[data-files]").forEach(listFiles);
    all(root, "[data-from-address]").forEach(fillFromAddress);
    all(root, "[data-pad]").forEach(watchPad);
    all(root, "[data-check-all]").forEach(offerCheckAll);
    for (const field of all(root, "[data-editor]"))
      if (window.customElements) customElements.whenDefined("trix-editor").then(() => openEditor(field));
    all(root, "[data-handover]").forEach(handOver);
    for (const button of all(root, "[data-copy],[data-print]")) button.hidden = false;
    for (const summary of all(root, ".error-summary")) summary.focus();
    showSpeakers();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-speak],[data-copy],[data-print]");
    for (const menu of all(document, "details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
    if (!button) return;
    if (button.dataset.speak) speak(button.dataset.speak);
    else if (button.dataset.copy) copy(button);
    else print();
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("trix-file-accept", (event) => event.preventDefault());
  document.addEventListener("htmx:sendError", () =>
    say("La boîte de l’école ne répond pas. Réessayez dans un instant."),
  );
  document.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const words = page.querySelector(".flash-text");
    say(words ? words.textContent : "Cela n’a pas marché. Rechargez la page et réessayez.");
  });

  mindSeat();
  improve(document);
  document.addEventListener("htmx:load", (event) => event.detail.elt !== document.body && improve(event.detail.elt));
  if (window.speechSynthesis) speechSynthesis.onvoiceschanged = showSpeakers;
})();
