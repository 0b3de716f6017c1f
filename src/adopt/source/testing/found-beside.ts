import { adopt } from "../../index.ts";

/** Adopts files, beside one that has an error of its own, and returns each code with its statuses. */
export function foundBeside(files: Readonly<Record<string, string>>): readonly string[] {
  const real = { "real.ts": 'throw new ShopError("no_ink", 410);' };
  const { errors } = adopt(Object.entries({ ...files, ...real }).map(([file, text]) => ({ file, text })));
  return errors
    .filter(({ code }) => code !== "no_ink")
    .map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}
