// The data as the page asks for it: by id, by place, by parent, in west-east order, with colours dealt out.

export function buildIndex(data, style) {
  const places = new Map(data.places.map((place) => [place.id, place]));
  const statements = new Map(data.statements.map((row) => [row.id, row]));
  const documents = new Map(data.documents.map((row) => [row.id, row]));
  const inColl = (coll) => data.places.filter((place) => place.coll === coll && place.geometry);
  const zones = inColl("zones");
  const subZones = inColl("sub_zones");
  const areas = inColl("areas");
  const sites = inColl("sites");

  // Places come west to east; colours are dealt from the east (see maps.style).
  const zoneNumber = new Map([...zones].reverse().map((zone, index) => [zone.id, index % style.zones.length]));
  const tint = dealTints(subZones, style.tints);

  const byPlace = group(data.statements, (row) => row.place_id);
  const byDoc = group(data.statements, (row) => row.doc);
  for (const rows of byDoc.values()) rows.sort((a, b) => a.start - b.start || a.end - b.end);

  function zoneOf(place) {
    for (let at = place, hops = 0; at && hops < 6; at = places.get(at.parent), hops += 1) {
      if (zoneNumber.has(at.id)) return at;
    }
    return place.zone ? places.get(place.zone) || null : null;
  }

  function children(id, coll) {
    return data.places.filter((place) => place.coll === coll && place.geometry && place.parent === id);
  }

  // Sites that lie in a place by probability, or are named as its children.
  function sitesIn(id) {
    return sites.filter((site) => site.parent === id || (site.inZones || []).some((row) => row.place_id === id && row.probability >= 0.05));
  }

  function quantities(id) {
    return (byPlace.get(id) || []).filter((row) => row.kind === "quantity");
  }

  function roles(id, relation) {
    return (byPlace.get(id) || []).filter((row) => row.kind === "role" && row.relation === relation);
  }

  return {
    data, places, statements, documents, zones, subZones, areas, sites,
    corridors: inColl("corridors"), districts: inColl("districts"),
    zoneNumber, tint, byPlace, byDoc, zoneOf, children, sitesIn, quantities, roles,
    zoneClass: (place) => {
      const zone = zoneOf(place);
      return zone ? `zone-${zoneNumber.get(zone.id)}` : "zone-none";
    },
    edges: data.edges,
    edgesOf: (place) => data.edges.filter((edge) => (edge.places || []).includes(place.id)),
  };
}

function group(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    const name = key(row);
    if (!name) continue;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(row);
  }
  return groups;
}

// Neighbours share an edge id; each sub-zone takes the first tint no neighbour has.
function dealTints(subZones, count) {
  const tint = new Map();
  for (const place of subZones) {
    const edges = new Set(place.edges || []);
    const taken = new Set();
    for (const other of subZones) {
      if (tint.has(other.id) && (other.edges || []).some((edge) => edges.has(edge))) taken.add(tint.get(other.id));
    }
    let pick = 0;
    while (taken.has(pick) && pick < count - 1) pick += 1;
    tint.set(place.id, pick);
  }
  return tint;
}
