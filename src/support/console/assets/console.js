// Draws charts, follows new errors and copies text. Every page works without it.

for (const form of document.querySelectorAll("form[data-submit]"))
  form.addEventListener("change", () => {
    // Fields without a value would fill the address.
    for (const field of form.elements) field.disabled = field.name !== "" && field.value === "";
    form.requestSubmit();
    for (const field of form.elements) field.disabled = false;
  });
for (const button of document.querySelectorAll("[data-copy]"))
  enableCopy(button, () => button.previousElementSibling.textContent);
for (const figure of document.querySelectorAll("[data-chart]")) addChart(figure);
for (const bar of document.querySelectorAll("[data-follow]")) addFollow(bar);

/** Draws the table of a figure as stacked bars. The table is the only source, so both show the same. */
function addChart(figure) {
  const table = figure.querySelector("table");
  enableCopy(figure.querySelector("[data-csv]"), () => csvOf(table));
  const names = [...table.querySelectorAll("thead th")].slice(1).map((cell) => cell.textContent);
  const rows = [...table.querySelectorAll("tbody tr")];
  if (names.length === 0 || rows.length < 2) return figure.querySelector(".plot").remove();
  const times = rows.map((row) => Date.parse(row.querySelector("time").dateTime) / 1000);
  const counts = names.map((_, index) => rows.map((row) => Number(row.cells[index + 1].textContent)));
  // uPlot does not stack: the tallest bars are drawn first, and the others in front of them.
  const stacked = [];
  for (const values of counts) stacked.push(values.map((value, row) => value + (stacked.at(-1)?.[row] ?? 0)));
  const place = figure.querySelector(".plot");
  const at = figure.querySelector(".at");
  let plot;
  const draw = () => {
    plot?.destroy();
    plot = new uPlot(chartOptions(figure, place, names, showValues), [times, ...stacked.toReversed()], place);
  };
  const showValues = ({ cursor: { idx: index } }) => {
    if (index === null || index === undefined) {
      at.textContent = "";
      return;
    }
    const values = names.flatMap((name, series) =>
      counts[series][index] > 0 ? [`${name} ${counts[series][index]}`] : [],
    );
    at.textContent = [rows[index].querySelector("time").textContent, ...values].join(" · ");
  };
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new ResizeObserver(() => plot.setSize(sizeOf(place))).observe(place);
}

function chartOptions(figure, place, names, showValues) {
  const style = getComputedStyle(figure);
  const line = getComputedStyle(figure.querySelector(".at")).color;
  const swatches = [...figure.querySelectorAll(".swatch")].map((swatch) => getComputedStyle(swatch).backgroundColor);
  const font = `11px ${style.fontFamily}`;
  const axis = { stroke: line, font, grid: { stroke: line, width: 0.2 }, ticks: { stroke: line, width: 0.4, size: 4 } };
  const paths = uPlot.paths.bars({ size: [0.86, 40], align: 1 });
  const series = names.map((label, index) => {
    return { label, fill: swatches[index], width: 0, paths, points: { show: false } };
  });
  return {
    ...sizeOf(place),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    // Times of the table are in UTC.
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    scales: { y: { range: (_, __, max) => [0, Math.max(max * 1.05, 1)] } },
    axes: [
      { ...axis, size: 28, values: (_, splits) => splits.map(timeLabel) },
      { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6] },
    ],
    series: [{}, ...series.toReversed()],
    hooks: { setCursor: [showValues] },
  };
}

/** Returns the date of a midnight, and the hour of another time. */
function timeLabel(seconds) {
  const text = new Date(seconds * 1000).toISOString();
  return text.startsWith("00:00", 11) ? text.slice(5, 10) : text.slice(11, 16);
}

function sizeOf({ clientWidth: width, clientHeight: height }) {
  return { width, height };
}

/** @see RFC 4180. A cell that a spreadsheet would run as a formula begins with an apostrophe. */
function csvOf(table) {
  const cell = ({ textContent }) => {
    const text = /^[=+\-@\t]/.test(textContent) ? `'${textContent}` : textContent;
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [...table.rows].map((row) => [...row.cells].map(cell).join(",")).join("\r\n");
}

/** Shows a button that copies a text. Its place is kept, so that nothing moves. */
function enableCopy(button, textOf) {
  const label = button.textContent;
  button.classList.remove("waits");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(textOf());
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = label;
    }, 1500);
  });
}

/** Adds new rows every two seconds while the page is visible. */
function addFollow(bar) {
  const body = document.querySelector("[data-live]");
  const button = bar.querySelector("button");
  const status = bar.querySelector("[role=status]");
  const maxRows = 500;
  let since = Date.now();
  const isFollowing = () => button.ariaPressed === "true";
  const update = async () => {
    if (!isFollowing() || document.hidden) return;
    const newest = body.querySelector("time")?.dateTime;
    if (newest) since = Date.parse(newest);
    const address = new URL(bar.dataset.follow, location.href);
    address.searchParams.set("since", since);
    const response = await fetch(address);
    // The session has ended, or the server cannot read the errors.
    if (!response.ok) throw new Error(String(response.status));
    const rows = new DOMParser().parseFromString(`<table>${await response.text()}</table>`, "text/html");
    const known = new Set([...body.rows].map((row) => row.dataset.id));
    const added = [...rows.querySelectorAll("tr")].filter((row) => !known.has(row.dataset.id));
    for (const row of added) row.classList.add("new");
    body.prepend(...added);
    if (added.length > 0) document.querySelector("[data-empty]")?.remove();
    for (const row of [...body.rows].slice(maxRows)) row.remove();
  };
  const next = () =>
    update().then(
      () => {
        status.textContent = isFollowing() ? "Shows new errors as they happen." : "Paused.";
      },
      () => {
        status.textContent = "New errors cannot be read at the moment. Reload the page if this stays.";
      },
    );
  button.addEventListener("click", () => {
    button.ariaPressed = String(!isFollowing());
    next();
  });
  bar.classList.remove("waits");
  const repeat = () => next().finally(() => setTimeout(repeat, 2000));
  repeat();
}
