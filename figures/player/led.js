/** Overlays of where other draws would have led, `{led: {rule, first, count}}`, as a race in the page has them. */
export function led(engine, spec, overlays, tracks) {
  return overlays.map((overlay) => {
    const rule = overlay.led && spec.rules.find(({id}) => id === overlay.led.rule);
    const track = rule && tracks.find(({racer}) => racer === rule.id);
    if (!track) return overlay;
    const [x, y] = engine.led(spec, rule, track.channels.x, track.channels.y, overlay.led);
    const shape = [track.channels.x.length, overlay.led.count];
    return {...overlay, x: {values: x, shape}, y: {values: y, shape}};
  });
}
