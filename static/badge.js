/* Reads badges: keeps the field ready for a reader that types, and opens the camera where the browser may (secure contexts). */
(() => {
  const form = document.querySelector("[data-badge]");
  if (!form) return;
  const field = form.elements.badge;
  const button = form.querySelector("[data-camera]");
  const isBadge = (text) => /^[BCDFGHJKLNPRSTVX]{32}$/.test(text);
  let stream = null;

  /* A reader types wherever the focus is: its letters belong in the field, and its Enter must open no tile. */
  document.addEventListener("keydown", (event) => {
    const isTyping = /^(input|textarea|select)$/i.test(event.target.tagName);
    if (!isTyping && !event.ctrlKey && !event.altKey && !event.metaKey && /^[a-z]$/i.test(event.key)) field.focus();
  });

  if (!window.isSecureContext || !("mediaDevices" in navigator)) return;
  button.hidden = false;

  function stop() {
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
  }

  function say(words) {
    const line = form.querySelector(".badge-note") || document.createElement("p");
    line.className = "badge-note";
    line.setAttribute("role", "alert");
    line.textContent = words;
    form.append(line);
  }

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  /* The browser's own reader where it has one for QR codes, ours otherwise. */
  async function makeReader() {
    if (window.BarcodeDetector) {
      const formats = await window.BarcodeDetector.getSupportedFormats();
      if (formats.includes("qr_code")) {
        const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
        return async (canvas) => {
          const [found] = await detector.detect(canvas);
          return found ? found.rawValue : "";
        };
      }
    }
    await load("/static/vendor/jsqr.js");
    return async (canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const found = window.jsQR(data, canvas.width, canvas.height);
      return found ? found.data : "";
    };
  }

  async function look(video, canvas, read) {
    if (!stream) return;
    canvas.width = 480;
    canvas.height = Math.round((480 * video.videoHeight) / (video.videoWidth || 1)) || 360;
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    const text = await read(canvas);
    if (!isBadge(text)) {
      setTimeout(look, 200, video, canvas, read);
      return;
    }
    stop();
    field.value = text;
    form.submit();
  }

  async function open() {
    try {
      const read = await makeReader();
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", width: 960 } });
      const video = document.createElement("video");
      video.className = "badge-video";
      video.muted = true;
      video.setAttribute("playsinline", "");
      video.srcObject = stream;
      form.append(video);
      button.hidden = true;
      await video.play();
      look(video, document.createElement("canvas"), read);
    } catch (_) {
      stop();
      say("La caméra ne s’ouvre pas. Demande à un adulte.");
    }
  }
  button.addEventListener("click", open);
  window.addEventListener("pagehide", stop);
})();
