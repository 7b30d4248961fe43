/** What red, green and blue one of a terminal's 256 colours has, of those from 16 on: 6 × 6 × 6. */
export function rgbOf(colour: number): number[] {
  const steps = [0, 95, 135, 175, 215, 255];
  const place = colour - 16;
  return [place / 36, place / 6 % 6, place % 6].map((step) => steps[Math.floor(step)]!);
}
