/** After the name of a row whose two panels have axes of their own. */
export const OWN_AXES_MARK = "*";

export const OWN_AXES = `${OWN_AXES_MARK} Pre and post each have an axis of their own: on one axis the narrower would be a single bar.`;
