// Runs modules one after the other and returns what each prints.
import { pathToFileURL } from "node:url";

process.on("message", async ({ file, folder, environment }) => {
  const printed = [];
  const { log, error } = console;
  console.log = (...words) => printed.push(words.map(String).join(" "));
  console.error = (...words) => printed.push(`error: ${words.map(String).join(" ")}`);
  try {
    process.chdir(folder);
    Object.assign(process.env, environment);
    await import(pathToFileURL(file).href);
  } catch (thrown) {
    printed.push(`thrown: ${thrown?.stack ?? thrown}`);
  }
  Object.assign(console, { log, error });
  process.send(printed.join("\n"));
});
