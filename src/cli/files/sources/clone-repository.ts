import { spawn } from "node:child_process";
import { once } from "node:events";
import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError } from "../../verb.ts";

/** Bounds of a clone. */
export interface CloneLimits {
  /** Largest size on disk, in bytes, with the files that are checked out. @default 512 MiB */
  readonly bytes?: number;
  /** Time for the clone, in milliseconds. @default 120,000 */
  readonly timeoutMs?: number;
}

/** Returns whether an address is that of a repository: its root on a code host, or one that ends in `.git`. */
export function isRepository(source: string): boolean {
  return (
    /^(?:git@|ssh:\/\/|git:\/\/|file:\/\/)|^https?:\/\/\S+\.git$/.test(source) ||
    /^https:\/\/(?:github\.com|gitlab\.com|codeberg\.org|bitbucket\.org)\/[\w.-]+\/[\w.-]+\/?$/.test(source)
  );
}

/**
 * Clones the newest commit of a repository into a temporary folder, and removes it after its use.
 *
 * @throws CommandError if git fails, or the repository is too large or too slow
 */
export async function cloneRepository<Result>(
  url: string,
  use: (folder: string) => Promise<Result>,
  limits: CloneLimits = {},
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "errata-adopt-"));
  try {
    await clone(url, folder, limits);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function clone(url: string, folder: string, limits: CloneLimits): Promise<void> {
  const { bytes = 512 * 2 ** 20, timeoutMs = 120_000 } = limits;
  const words = ["clone", "--depth=1", "--single-branch", "--quiet", "--no-tags", "--end-of-options", url, folder];
  // Nothing asks for a password, and large files that are stored elsewhere stay there.
  const env = { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_LFS_SKIP_SMUDGE: "1" };
  // A group of its own, so that the helpers of git end with it.
  const git = spawn("git", words, { env, detached: true, stdio: ["ignore", "ignore", "pipe"] });
  let printed = "";
  let stopped: string | undefined;
  const stop = (reason: string): void => {
    stopped ??= reason;
    if (git.pid !== undefined && git.exitCode === null && git.signalCode === null) process.kill(-git.pid, "SIGKILL");
  };
  git.stderr.on("data", (chunk) => {
    printed = `${printed}${chunk}`.slice(-2_000);
  });
  const timeout = setTimeout(() => stop(`it did not arrive within ${timeoutMs / 1_000} s`), timeoutMs);
  const tooLarge = (): void => stop(`it has more than ${bytes / 2 ** 20} MiB`);
  const watch = watchSize(folder, bytes, tooLarge);
  try {
    const [code] = await once(git, "close");
    // A fast clone ends before it is measured.
    if ((await sizeOf(folder, bytes)) > bytes) tooLarge();
    if (stopped === undefined && code === 0) return;
    throw new CommandError(`git cannot clone ${withoutPassword(url)}: ${stopped ?? lastLine(printed)}.`);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      `git cannot be run (${(error as NodeJS.ErrnoException).code}). Install git, or pass a folder.`,
    );
  } finally {
    clearTimeout(timeout);
    clearInterval(watch);
  }
}

/** Time between two measurements of a clone, in milliseconds. */
const interval = 200;

function watchSize(folder: string, most: number, onExceeded: () => void): NodeJS.Timeout {
  let isMeasuring = false;
  return setInterval(async () => {
    if (isMeasuring) return;
    isMeasuring = true;
    if ((await sizeOf(folder, most)) > most) onExceeded();
    isMeasuring = false;
  }, interval);
}

/** Returns the size of a folder, or any number above `most` as soon as it is exceeded. */
async function sizeOf(folder: string, most: number): Promise<number> {
  let size = 0;
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined && size <= most; next = folders.pop()) {
    // Files may vanish while git renames them.
    for (const entry of await readdir(next, { withFileTypes: true }).catch(() => [])) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else size += (await lstat(path).catch(() => undefined))?.size ?? 0;
    }
  }
  return size;
}

function lastLine(text: string): string {
  return (text.trim().split("\n").at(-1) ?? "").replace(/\.$/, "");
}

/** Returns an address without its user and password. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@\s]{1,500}@/, "//…@");
}
