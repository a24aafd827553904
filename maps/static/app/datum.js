// GCJ-02, the datum of Chinese web maps: WGS84 plus a smooth offset of some hundred metres. Display only.

const A = 6378245.0;
const E2 = 0.00669342162296594323;

export function wgs84ToGcj02(lon, lat) {
  const x = lon - 105;
  const y = lat - 35;
  const wave = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3);
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + wave;
  north += ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3;
  north += ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3;
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + wave;
  east += ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3;
  east += ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3;
  const radians = (lat * Math.PI) / 180;
  const magic = 1 - E2 * Math.sin(radians) ** 2;
  const dLat = (north * 180) / (((A * (1 - E2)) / (magic * Math.sqrt(magic))) * Math.PI);
  const dLon = (east * 180) / ((A / Math.sqrt(magic)) * Math.cos(radians) * Math.PI);
  return [lon + dLon, lat + dLat];
}

// The inverse by iteration: three rounds leave less than a centimetre.
export function gcj02ToWgs84(lon, lat) {
  let [x, y] = [lon, lat];
  for (let i = 0; i < 4; i += 1) {
    const [gx, gy] = wgs84ToGcj02(x, y);
    x += lon - gx;
    y += lat - gy;
  }
  return [x, y];
}
