(() => {
  const root = document.documentElement;
  const memory = {};
  const kept = {
    get(key) {
      try { return localStorage.getItem(key) ?? memory[key]; } catch { return memory[key]; }
    },
    set(key, value) {
      memory[key] = value;
      try { localStorage.setItem(key, value); } catch { /* private window: remembered until it closes */ }
    },
  };
  const languages = ["ko", "en"];

  const speak = (lang) => {
    root.lang = lang;
    for (const node of document.querySelectorAll("[data-t]")) node.setAttribute(node.dataset.t, node.dataset[lang]);
    for (const button of document.querySelectorAll("[data-lang]")) {
      button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
    }
  };
  const light = (theme) => {
    root.dataset.theme = theme;
  };
  const theme = () =>
    root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

  root.classList.add("scripted");
  const wanted = [kept.get("opentube.lang"), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  const first = wanted.find((lang) => languages.includes(lang)) ?? root.lang;
  root.lang = first;
  if (["light", "dark"].includes(kept.get("opentube.theme"))) light(kept.get("opentube.theme"));

  document.addEventListener("DOMContentLoaded", () => {
    speak(first);
    for (const button of document.querySelectorAll("[data-lang]")) {
      button.addEventListener("click", () => {
        kept.set("opentube.lang", button.dataset.lang);
        speak(button.dataset.lang);
      });
    }
    document.getElementById("theme")?.addEventListener("click", () => {
      const other = theme() === "dark" ? "light" : "dark";
      kept.set("opentube.theme", other);
      light(other);
    });
  });
})();
