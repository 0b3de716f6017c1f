/** Calls a model behind an OpenAI-compatible endpoint and reports failures with a reason. */

export { type Message, openProvider, type Provider, type ProviderSettings } from "./open-provider.ts";
export { ProviderError, type ProviderErrorReason } from "./provider-error.ts";
export { settingsFromEnvironment } from "./settings-from-environment.ts";
