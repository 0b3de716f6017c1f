/** Oldest supported Node; the same as `engines` in package.json. */
const oldest = [20, 19];

/**
 * Exits with a message if this Node is too old. Runs before anything is installed and in any Node, so it uses only old
 * syntax and no packages.
 */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  console.error(
    `Errata needs Node ${oldest.join(".")} or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      "Install a newer version from https://nodejs.org or with a version manager: nvm install 22",
  );
  process.exit(1);
}
