/** Oldest Node that the project runs on; the same number stands in package.json under `engines`. */
const oldest = [20, 19];

/**
 * Ends the process, with a message, on a Node that is too old.
 *
 * Runs before anything is installed, so it may only use what every Node has.
 */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  console.error(
    `Errata needs Node ${oldest.join(".")} or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      "Install a newer one from https://nodejs.org, or with a version manager: nvm install 22",
  );
  process.exit(1);
}
