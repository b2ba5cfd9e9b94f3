// @ts-check
/**
 * The oldest engines that the default theme is made for: 360 and QQ browsers for Windows 7 have Chromium 86 to 87, iPhones that
 * get no newer system have Safari 15.
 */
export const OLDEST = { chrome: 87, safari: 15 };
