/**
 * Loaded before the box (node --import): a machine whose clock is wrong. CLOCK_SET is what it shows at the start, in
 * milliseconds since 1970; it runs on from there.
 */
const real = Date;
const shift = Number(process.env.CLOCK_SET) - real.now();

globalThis.Date = new Proxy(real, {
  construct: (target, values, self) =>
    Reflect.construct(
      target,
      values.length === 0 ? [real.now() + shift] : values,
      self === globalThis.Date ? target : self,
    ),
  apply: () => new real(real.now() + shift).toString(),
  get: (target, name) => (name === "now" ? () => real.now() + shift : Reflect.get(target, name)),
});
