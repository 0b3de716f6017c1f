/** Lists the objects and lists that a body is made of, the outermost first: a handful, whatever the body nests. */
export function layersOf(body: unknown): readonly object[] {
  const layers: object[] = [];
  const add = (value: unknown): void => {
    if (value && typeof value === "object" && layers.length < 50) layers.push(value);
  };
  add(body);
  for (const layer of layers) for (const key in layer) add((layer as Record<string, unknown>)[key]);
  return layers;
}
