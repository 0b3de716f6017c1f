import type { ProviderSettings } from "./open-provider.ts";

/**
 * Reads where the provider is: `ERRATA_PROVIDER_URL`, `ERRATA_PROVIDER_MODEL`, and `ERRATA_PROVIDER_KEY` where it wants one.
 *
 * @returns undefined where none is named
 * @throws Error that says which variable is wrong
 */
export function settingsFromEnvironment(environment: NodeJS.ProcessEnv): ProviderSettings | undefined {
  const url = environment.ERRATA_PROVIDER_URL ?? "";
  const model = environment.ERRATA_PROVIDER_MODEL ?? "";
  if (url === "") return undefined;
  // The address may hold a password, so it is not repeated.
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Error(
      "expected ERRATA_PROVIDER_URL to be an address such as https://api.example.com/v1, received another text.",
    );
  if (model === "")
    throw new Error(
      "expected ERRATA_PROVIDER_MODEL to name a model, received nothing. Set it beside ERRATA_PROVIDER_URL.",
    );
  return { url, model, key: environment.ERRATA_PROVIDER_KEY ?? "" };
}
