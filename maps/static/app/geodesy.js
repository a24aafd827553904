// Lengths and areas on the WGS84 ellipsoid, and how sure it is that a point lies in a place.

const A = 6378137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const E2 = F * (2 - F);
const E = Math.sqrt(E2);
const RADIANS = Math.PI / 180;

// Vincenty's inverse solution (Survey Review 23, 1975): metres between two [longitude, latitude]. Half a millimetre,
// except for nearly opposite points, which no city map has.
export function distance([lon1, lat1], [lon2, lat2]) {
  if (lon1 === lon2 && lat1 === lat2) return 0;
  const U1 = Math.atan((1 - F) * Math.tan(lat1 * RADIANS));
  const U2 = Math.atan((1 - F) * Math.tan(lat2 * RADIANS));
  const long = (lon2 - lon1) * RADIANS;
  let lambda = long;
  let sinS = 0, cosS = 1, sigma = 0, cos2A = 1, cos2M = 0;
  for (let i = 0; i < 100; i += 1) {
    const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
    sinS = Math.hypot(Math.cos(U2) * sl, Math.cos(U1) * Math.sin(U2) - Math.sin(U1) * Math.cos(U2) * cl);
    cosS = Math.sin(U1) * Math.sin(U2) + Math.cos(U1) * Math.cos(U2) * cl;
    sigma = Math.atan2(sinS, cosS);
    const sinA = (Math.cos(U1) * Math.cos(U2) * sl) / sinS;
    cos2A = 1 - sinA * sinA;
    cos2M = cos2A === 0 ? 0 : cosS - (2 * Math.sin(U1) * Math.sin(U2)) / cos2A;
    const C = (F / 16) * cos2A * (4 + F * (4 - 3 * cos2A));
    const next = long + (1 - C) * F * sinA * (sigma + C * sinS * (cos2M + C * cosS * (2 * cos2M * cos2M - 1)));
    if (Math.abs(next - lambda) < 1e-12) break;
    lambda = next;
  }
  const u2 = (cos2A * (A * A - B * B)) / (B * B);
  const AA = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
  const BB = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
  const delta = BB * sinS * (cos2M + (BB / 4) * (cosS * (2 * cos2M * cos2M - 1) - (BB / 6) * cos2M * (4 * sinS * sinS - 3) * (4 * cos2M * cos2M - 3)));
  return B * AA * (sigma - delta);
}

export function length(points) {
  let sum = 0;
  for (let i = 1; i < points.length; i += 1) sum += distance(points[i - 1], points[i]);
  return sum;
}

// Snyder's q (USGS PP 1395, eq. 3-12): the area from the equator to a latitude, per radian of longitude, is b² q / 2 (1-e²)⁻¹.
function q(lat) {
  const s = Math.sin(lat * RADIANS);
  return (1 - E2) * (s / (1 - E2 * s * s) - (1 / (2 * E)) * Math.log((1 - E * s) / (1 + E * s)));
}

// Square metres of a ring of [longitude, latitude], its sides straight in these coordinates. Exact on the ellipsoid up
// to the quadrature of q along each side, which Simpson's rule leaves below a millionth for sides of city length.
export function ringArea(ring) {
  let sum = 0;
  for (let i = 0; i < ring.length; i += 1) {
    const [lon1, lat1] = ring[i];
    const [lon2, lat2] = ring[(i + 1) % ring.length];
    const mean = (q(lat1) + 4 * q((lat1 + lat2) / 2) + q(lat2)) / 6;
    sum += (lon2 - lon1) * RADIANS * mean;
  }
  return Math.abs((A * A * sum) / 2);
}

export function rings(geometry) {
  if (geometry.type === "Polygon") return geometry.coordinates;
  if (geometry.type === "MultiPolygon") return geometry.coordinates.flat(1);
  return [];
}

export function inside([x, y], geometry) {
  let odd = false;
  for (const ring of rings(geometry)) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [xi, yi] = ring[i];
      const [xj, yj] = ring[j];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
    }
  }
  return odd;
}

// Metres from a point to a line; flat around the point, which is right to a millimetre within a few kilometres.
export function toLine([lon, lat], lines) {
  const kx = 111320 * Math.cos(lat * RADIANS);
  const ky = 110574 + 1120 * Math.sin(lat * RADIANS) ** 2;
  let best = Infinity;
  for (const line of lines) {
    for (let i = 1; i < line.length; i += 1) {
      const [ax, ay] = [(line[i - 1][0] - lon) * kx, (line[i - 1][1] - lat) * ky];
      const [bx, by] = [(line[i][0] - lon) * kx, (line[i][1] - lat) * ky];
      const dd = (bx - ax) ** 2 + (by - ay) ** 2;
      const s = dd === 0 ? 0 : Math.min(1, Math.max(0, -(ax * (bx - ax) + ay * (by - ay)) / dd));
      best = Math.min(best, Math.hypot(ax + s * (bx - ax), ay + s * (by - ay)));
    }
  }
  return best;
}

// Chance that the point lies in the place: the nearest stretch of its boundary is known to ± its accuracy (95 %), and
// the point itself to ± pointAccuracy.
export function probability(point, place, edges, pointAccuracy = 0) {
  let nearest = { metres: toLine(point, rings(place.geometry)), accuracy: place.accuracy || 0 };
  let best = Infinity;
  for (const edge of edges) {
    const lines = edge.geometry.type === "MultiLineString" ? edge.geometry.coordinates : [edge.geometry.coordinates];
    const metres = toLine(point, lines);
    if (metres < best) { best = metres; nearest = { metres: nearest.metres, accuracy: edge.accuracy_m || nearest.accuracy }; }
  }
  const within = inside(point, place.geometry);
  const sigma = Math.hypot(nearest.accuracy, pointAccuracy) / 1.96;
  if (!(sigma > 0)) return within ? 1 : 0;
  return normal(((within ? 1 : -1) * nearest.metres) / sigma);
}

export function certainty(p) {
  return p >= 0.95 ? "within" : p >= 0.5 ? "likely" : p >= 0.05 ? "unsure" : "outside";
}

// Abramowitz and Stegun 7.1.26: error below 1.5e-7.
function normal(z) {
  const x = Math.abs(z) / Math.SQRT2;
  const s = 1 / (1 + 0.3275911 * x);
  const erf = 1 - ((((1.061405429 * s - 1.453152027) * s + 1.421413741) * s - 0.284496736) * s + 0.254829592) * s * Math.exp(-x * x);
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}
