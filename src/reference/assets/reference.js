// Adds search, filters and the button that causes an error. Every page works without it.

const { root = "./", suffix = "" } = document.body.dataset;

addSearch();
addFilters();
for (const box of document.querySelectorAll("[data-cause]")) addCause(box);

/** Finds a code by its name, or within a pasted body, header block or log line. */
function addSearch() {
  const field = document.querySelector("#find");
  const list = document.querySelector("#found");
  let codes;
  const load = async () => {
    codes ??= fetch(`${root}codes.json`)
      .then((response) => response.json())
      .then((file) => file.codes)
      // Pages opened from a folder cannot read other files; the links of the page have the codes.
      .catch(() => linkedCodes());
    return codes;
  };
  const search = async () => {
    const text = field.value.trim();
    list.hidden = text === "";
    if (text === "") return;
    const found = rank(await load(), text).slice(0, 12);
    list.replaceChildren(...(found.length === 0 ? [notFound(text)] : found.map(result)));
  };
  const result = ({ api, code, status, when, href, page }) => {
    // Files have no colon in their names.
    const link = element("a", { href: href ?? root + (suffix ? page.replaceAll("%3A", "-") + suffix : page) });
    link.append(element("b", { className: "mono", textContent: code }), ` ${status ?? ""} ${api ?? ""}`.trimEnd());
    if (when) link.append(element("small", { textContent: when }));
    return element("li", {}, link);
  };
  field.addEventListener("focus", load);
  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    const first = list.querySelector("a");
    if (event.key === "Enter") {
      event.preventDefault();
      first?.click();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      first?.focus();
    } else if (event.key === "Escape") close();
  });
  list.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll("a")];
    const position = items.indexOf(document.activeElement);
    if (event.key === "ArrowDown") items[Math.min(position + 1, items.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (items[position - 1] ?? field).focus();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  const close = () => {
    field.value = "";
    list.hidden = true;
    field.focus();
  };
  document.addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    field.focus();
  });
  const query = new URLSearchParams(location.search).get("q");
  if (query) {
    field.value = query;
    search();
  }
}

/** Orders codes: an exact name, a name within the pasted text, a name that starts with it, then words. */
function rank(codes, text) {
  const needle = text.toLowerCase();
  const words = needle.split(/\s+/).slice(0, 20);
  const scored = codes.map((entry) => {
    const code = entry.code.toLowerCase();
    const about =
      `${code.replaceAll("_", " ")} ${entry.title ?? ""} ${entry.when ?? ""} ${entry.status ?? ""}`.toLowerCase();
    if (code === needle) return { entry, score: 1000 };
    if (hasWord(text, entry.code)) return { entry, score: 500 + code.length };
    if (code.startsWith(needle.replaceAll(" ", "_"))) return { entry, score: 400 };
    if (code.includes(needle.replaceAll(" ", "_"))) return { entry, score: 300 };
    const hits = words.filter((word) => about.includes(word)).length;
    return { entry, score: hits === words.length ? 100 : 0 };
  });
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry);
}

/** Whether a text contains a code as a whole word, in the code's own case. */
function hasWord(text, code) {
  for (let at = text.indexOf(code); at >= 0; at = text.indexOf(code, at + 1))
    if (!/[\w.-]/.test(text.charAt(at - 1)) && !/[\w-]/.test(text.charAt(at + code.length))) return true;
  return false;
}

function linkedCodes() {
  return [...document.querySelectorAll(".side li a:not(.plain), table.codes a")].map((link) => ({
    code: link.textContent,
    href: link.href,
    status: link.previousElementSibling?.textContent,
  }));
}

function notFound(text) {
  const message = `No code matches "${text.length > 40 ? `${text.slice(0, 40)}…` : text}".`;
  return element("li", {}, element("span", { textContent: message }));
}

/** Filters the table of the index. The state is in the URL, so that it can be shared. */
function addFilters() {
  const form = document.querySelector("[data-filters]");
  if (!form) return;
  const rows = [...document.querySelectorAll("tr[data-code]")];
  const count = document.querySelector("[data-count]");
  const apply = () => {
    const values = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
    let shown = 0;
    const operation = form.elements.namedItem("operation")?.selectedIndex - 1;
    for (const row of rows) {
      row.hidden = !matches(row, values, operation);
      if (!row.hidden) shown += 1;
    }
    // A section without a row has nothing to show.
    for (const section of document.querySelectorAll("main section"))
      section.hidden = section.querySelector("tr[data-code]:not([hidden])") === null;
    count.textContent = shown === rows.length ? `${rows.length} codes` : `${shown} of ${rows.length} codes`;
    const query = new URLSearchParams(values).toString();
    try {
      history.replaceState(null, "", query === "" ? location.pathname : `?${query}`);
    } catch {
      // Browsers do not allow it for pages opened from a folder.
    }
  };
  for (const [name, value] of new URLSearchParams(location.search)) {
    const control = form.elements.namedItem(name);
    if (control) control.value = value;
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

/** Rows have the numbers of their operations. */
function matches({ dataset, textContent }, { text = "", operation: _, ...exact }, operation) {
  if (!textContent.toLowerCase().includes(text.toLowerCase().trim())) return false;
  if (operation >= 0 && !dataset.operations.split(" ").includes(String(operation))) return false;
  return Object.entries(exact).every(([name, value]) => !(name in dataset) || dataset[name] === value);
}

/** Sends the recorded requests one by one and shows each response. */
function addCause(box) {
  const button = box.querySelector("button");
  const log = box.querySelector(".log");
  const { apiPath, values, exchanges } = JSON.parse(box.querySelector("script").textContent);
  button.disabled = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    log.replaceChildren();
    const known = { ...values };
    try {
      for (const [index, exchange] of exchanges.entries()) {
        const step = exchanges.length === 1 ? "" : `${index + 1} of ${exchanges.length}`;
        await send(exchange, step, apiPath, known, log);
      }
    } catch (error) {
      log.append(element("p", { className: "bad", textContent: `The request could not be sent: ${error.message}` }));
    }
    button.disabled = false;
  });
}

async function send({ request, capture = {}, times = 1, until = {}, note }, step, apiPath, known, log) {
  const fill = (text) =>
    text.replaceAll(/\{\{([^}]+)\}\}/g, (whole, name) => (known[name] ??= generated(name) ?? whole));
  const path = apiPath + fill(request.path);
  const { pathname, search } = new URL(path, location.href);
  const line = `${request.method} ${pathname}${search}`;
  const title = [step, note].filter(Boolean).join(": ");
  const progress = log.appendChild(element("p", { textContent: title }));
  const attempt = async () => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, fill(value)]));
    const body = bodyOf(request.body, fill);
    if (body instanceof FormData)
      for (const name of Object.keys(headers)) if (/^content-type$/i.test(name)) delete headers[name];
    const response = await fetch(path, {
      method: request.method,
      headers,
      body,
      cache: "no-store",
      credentials: "omit",
    });
    return { response, text: await response.text() };
  };
  let result;
  for (let sent = 1; sent <= times; sent += 1) {
    if (times > 1) progress.textContent = `${line}: ${sent} of ${times}`;
    result = await attempt();
  }
  // A background job changes the state. It takes at most a few seconds.
  const conditions = Object.entries(until);
  for (
    let waits = 0;
    waits < 100 && !conditions.every(([at, value]) => atPointer(parsed(result.text), at) === value);
    waits += 1
  ) {
    progress.textContent = `${title || "Waits for the job"} (${waits + 1})`;
    await new Promise((resolve) => setTimeout(resolve, 200));
    result = await attempt();
  }
  show(log, line, result);
  for (const [name, pointer] of Object.entries(capture)) known[name] = atPointer(parsed(result.text), pointer);
}

function show(log, title, { response, text }) {
  const { ok, status, statusText, headers } = response;
  const block = element("pre", { tabIndex: 0 });
  const outcome = element("span", { className: ok ? "ok" : "bad", textContent: `${status} ${statusText}` });
  const shown = [...headers].filter(([name]) => !ofConnection.test(name)).map(([name, value]) => `\n${name}: ${value}`);
  const lines = element("span", { className: "c", textContent: shown.join("") });
  block.append(`${title}\n\n`, outcome, lines, `\n\n${pretty(text)}`);
  log.append(block);
  log.scrollTop = block.offsetTop - log.offsetTop;
}

/** Headers that say nothing about the error. */
const ofConnection = /^(connection|keep-alive|date|access-control-.*)$/;

/** Values that must be new each time. */
function generated(name) {
  if (name === "uuid") return crypto.randomUUID();
  const [, text, times] = /^(.*)\*(\d+)$/.exec(name) ?? [];
  return text?.repeat(Number(times));
}

function bodyOf(body, fill) {
  if (body === undefined) return undefined;
  if ("json" in body) return fill(JSON.stringify(body.json));
  if ("text" in body) return fill(body.text);
  if ("base64" in body)
    return Uint8Array.from(atob(body.base64.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
      character.charCodeAt(0),
    );
  if ("repeat" in body) return new Blob([body.repeat.repeat(body.times)]);
  const form = new FormData();
  for (const { name, fileName, type, content } of body.form) {
    const part = bodyOf(content, fill);
    if (fileName === undefined) form.append(name, part);
    else form.append(name, new Blob([part], { type: type ?? "" }), fileName);
  }
  return form;
}

function atPointer(value, pointer) {
  const keys = pointer.split("/").slice(1);
  return keys.reduce((part, key) => part?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], value);
}

function pretty(text) {
  const value = parsed(text);
  return value === undefined ? text : JSON.stringify(value, null, 2);
}

/** Parses JSON. @returns undefined for other text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function element(name, properties, ...children) {
  const created = Object.assign(document.createElement(name), properties);
  created.append(...children);
  return created;
}
