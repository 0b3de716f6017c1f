import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";

interface TabsProps {
  /** Unique within the page. */
  readonly name: string;
  /** Purpose of the choice, for screen readers. */
  readonly legend: string;
  readonly tabs: readonly { readonly label: string; readonly content: Child }[];
}

/** Shows one of several panels. Radio buttons switch them, so it works without JavaScript and with the keyboard. */
export function Tabs({ name, legend, tabs }: TabsProps): JSX.Element {
  return (
    <fieldset class="tabs">
      <legend class="hidden">{legend}</legend>
      {tabs.map(({ label, content }, index) => (
        <>
          <input type="radio" name={name} id={`${name}-${index}`} checked={index === 0} />
          <label for={`${name}-${index}`}>{label}</label>
          <div class="panel">{content}</div>
        </>
      ))}
    </fieldset>
  );
}
