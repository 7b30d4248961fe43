/** Returns the red, green and blue parts of an xterm colour from its 6 × 6 × 6 cube (16 to 231). */
export function rgbOf(colour: number): number[] {
  const steps = [0, 95, 135, 175, 215, 255];
  const index = colour - 16;
  return [index / 36, index / 6 % 6, index % 6].map((step) => steps[Math.floor(step)]!);
}
