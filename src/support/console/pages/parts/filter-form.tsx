import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { ConsoleContext } from "./context.ts";

/** Values by which lists and charts can be filtered; their names in addresses. */
export const filterNames = ["api", "kind", "code", "operation", "tenant", "version", "node"] as const;

/** The filters of a page. */
export type Filters = Readonly<Partial<Record<(typeof filterNames)[number], string>>>;

/** Reads the filters of an address. Longer values than the archive stores match nothing, so they are cut. */
export function filtersOf(search: URLSearchParams): Filters {
  return Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = search.get(name)?.trim().slice(0, 200);
      return value === undefined || value === "" ? [] : [[name, value]];
    }),
  );
}

/** The form above a list or a chart. Its state is in the address. */
export function FilterForm(props: {
  readonly context: ConsoleContext;
  readonly filters: Filters;
  /** Versions and nodes to choose from. */
  readonly versions: readonly string[];
  readonly nodes: readonly string[];
  /** Fields before the filters. @default none */
  readonly children?: Child;
}): JSX.Element {
  const { context, filters, versions, nodes } = props;
  const contracts = context.contracts.filter(({ name }) => filters.api === undefined || name === filters.api);
  const entries = contracts.flatMap((contract) => [...contract.entries.values()]);
  const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
  return (
    <form class="filters" method="get" data-submit>
      {props.children}
      <Choice name="api" label="API" value={filters.api} options={context.contracts.map(({ name }) => name)} />
      <Choice name="kind" label="Kind" value={filters.kind} options={unique(entries.map(({ kind }) => kind))} />
      <TextFilter name="code" label="Code" value={filters.code} options={unique(entries.map(({ code }) => code))} />
      <TextFilter
        name="operation"
        label="Operation"
        value={filters.operation}
        options={unique(contracts.flatMap(({ operations }) => [...operations.keys()]))}
      />
      <TextFilter name="tenant" label="Tenant" value={filters.tenant} options={[]} />
      <Choice name="version" label="Version" value={filters.version} options={versions} />
      <Choice name="node" label="Node" value={filters.node} options={nodes} />
      <button type="submit">Apply</button>
    </form>
  );
}

/** A choice of a form. An address can have a value that is none of the options. */
export function Choice(props: {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly (string | readonly [value: string, label: string])[];
  /** Label of the choice of nothing; null if something must be chosen. @default "All" */
  readonly none?: string | null;
}): JSX.Element {
  const { name, label, value, none = "All" } = props;
  const options = props.options.map((option) => (typeof option === "string" ? ([option, option] as const) : option));
  const isOther = value !== undefined && !options.some(([each]) => each === value);
  return (
    <label>
      {label}
      <select name={name}>
        {none === null ? null : <option value="">{none}</option>}
        {[...(isOther ? [[value, value] as const] : []), ...options].map(([each, text]) => (
          <option value={each} selected={each === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function TextFilter(props: {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly string[];
}): JSX.Element {
  const { name, label, value, options } = props;
  return (
    <label>
      {label}
      <input
        name={name}
        value={value}
        placeholder="All"
        autocomplete="off"
        spellcheck={false}
        list={options.length === 0 ? undefined : `${name}-options`}
      />
      {options.length === 0 ? null : (
        <datalist id={`${name}-options`}>
          {options.map((option) => (
            <option value={option} />
          ))}
        </datalist>
      )}
    </label>
  );
}
