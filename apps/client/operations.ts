/** Written by `npm run client` from the schemas that the routes check with. Change those, not this. */
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface Operations {
  /** Takes backup.make. */
  'DELETE /backups/{name}': {
    path: {
      name: string;
    };
    answer: undefined;
  };
  /** Takes rule.tune. */
  'DELETE /filters/{id}': {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** Takes self.change. */
  'DELETE /me/code': {
    answer: undefined;
  };
  /** Takes self.change. */
  'DELETE /me/passkeys/{id}': {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** Takes self.read. */
  'DELETE /me/sessions/{id}': {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** Takes person.manage. */
  'DELETE /people/{id}/sessions': {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** Takes plan.approve. */
  'DELETE /plans/{id}/approval': {
    path: {
      id: string;
    };
    answer: {
      id: string;
      incident: string;
      made: string;
      made_by: string;
      proposal: {
        held: {
          assets: string[];
          accounts: string[];
          suppliers: string[];
        };
        unknown: string[];
        taken: string[];
        /** organisations whose directory is taken to be read: all accounts of it count as stolen, and new credentials of one alone help nobody */
        directories: string[];
        /** minutes looked ahead */
        horizon: number;
        /** nothing, everything, proposed */
        options: {
          name: 'nothing' | 'everything' | 'proposed';
          /** in the order in which they are needed */
          actions: {
            id: string;
            action: {
              kind: 'isolate-asset';
              asset: string;
            } | {
              kind: 'disable-account';
              account: string;
            } | {
              kind: 'reset-credentials';
              account: string;
            } | {
              kind: 'block-flow';
              flow: string;
              /** only these, by which intruders move; the rest of the flow goes on */
              ports: string[];
            } | {
              kind: 'quarantine-zone';
              zone: string;
            } | {
              kind: 'cut-link';
              organisation: string;
              other: string;
            } | {
              kind: 'cut-supplier';
              supplier: string;
            };
            title: string;
            /** patient-hours that it costs by itself */
            harm: number;
            needed_within: number | null;
            /** flows that it closes or narrows, why they are allowed, and the services that rest on them */
            breaks: {
              flow: string;
              purpose: string;
              for: string[];
            }[];
            /** flows of the last thirty days that it would break; null = nothing was watched that could tell, which is not the same as none */
            seen?: {
              flows: number;
              /** connections of them all */
              times: number;
              /** the most used of them */
              most: {
                from: string;
                to: string;
                /** protocol and port, such as `tcp 445` */
                service: string;
                /** connections since it was first seen */
                times: number;
                /** on how many of the last thirty days */
                days: number;
                last_seen: string;
                /** services that use either end themselves */
                for: string[];
              }[];
            } | null | undefined;
            roll_back: string;
          }[];
          /** those that suffer, each by the worse of both causes; the worst first */
          services: {
            service: string;
            name: string;
            urgency: number;
            by: 'attack' | 'containment';
            state: 'degraded' | 'stopped';
            /** how long it is reckoned to last */
            hours: number;
            /** in its care at this hour; null = nobody has counted */
            patients: number | null;
            /** on paper; null = nobody has agreed it */
            tolerable_minutes: number | null;
            /** patient-hours, weighted */
            harm: number;
          }[];
          /** those that lose something, the most urgent that stops first; left out of plans made before wards were reckoned */
          wards?: {
            ward: string;
            name: string;
            /** null = nobody has counted */
            beds: number | null;
            /** those whose patients lie there, as far as they suffer */
            services: {
              service: string;
              name: string;
              by: 'attack' | 'containment';
              state: 'degraded' | 'stopped';
            }[];
            /** of its devices, those that an intruder still gets */
            reached: number;
            /** of its devices, those that the actions take off the network */
            cut_off: number;
          }[] | undefined;
          /** that the intruder still gets at; left out likewise */
          records?: {
            /** what hurts most when it gets out first, then that of most people */
            systems: {
              system: string;
              name: string;
              records: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
              /** of those, what hurts a person most when others read it */
              sensitive: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
              /** null = nobody has counted */
              people: number | null;
              /** from when an intruder on one of its hosts could read, copy or alter them */
              read: {
                quick: number;
                likely: number | null;
                slow: number | null;
              } | null;
              /** from when nobody else gets at them: destroyed, encrypted or out of reach */
              lost: {
                quick: number;
                likely: number | null;
                slow: number | null;
              } | null;
            }[];
            /** reached, and nobody has said whether they hold anything of people */
            unsaid: {
              system: string;
              name: string;
            }[];
            /** the same person may be in several systems: at least the largest of them, at most their sum; of `uncounted` systems nobody has counted them */
            people: {
              at_least: number;
              at_most: number;
              uncounted: number;
            };
          } | undefined;
          /** patient-hours that the intruder would cost, as far as it still gets */
          attack_harm: number;
          /** patient-hours that the actions cost */
          containment_harm: number;
          assets_reached: number;
          accounts_reached: number;
        }[];
        bound: number;
        proved: boolean;
        /** whether whoever answers for clinical safety has confirmed the weights of harm */
        confirmed: boolean;
      };
      current: boolean;
      approval: {
        option: 'everything' | 'proposed';
        because: string;
        at: string;
        by: string;
        withdrawn: {
          at: string;
          by: string;
        } | null;
      } | null;
      acts: {
        action: string;
        done: {
          at: string;
          by: string;
        };
        undone: {
          at: string;
          by: string;
        } | null;
      }[];
    };
  };
  /** Takes open. */
  'DELETE /session': {
    answer: undefined;
  };
  /** Takes token.manage. */
  'DELETE /tokens/{id}': {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** Takes webhook.manage. */
  'DELETE /webhooks/{id}': {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** Takes break-glass.read. */
  'GET /break-glass': {
    answer: {
      /** codes that work */
      unused: number;
      codes: {
        id: string;
        made: string;
        made_by: string;
        state: 'works' | 'used' | 'withdrawn';
      }[];
      uses: {
        id: string;
        name: string;
        because: string;
        at: string;
        review_due: string;
        overdue: boolean;
        reviewed: string | null;
        reviewed_by: string | null;
        review: string | null;
      }[];
    };
  };
  /** Takes rule.read. */
  'GET /coverage': {
    answer: {
      attack: {
        version: string;
        notice: string;
      };
      tactics: {
        shortname: string;
        name: string;
        /** that ATT&CK lists under it, sub-techniques included */
        techniques: number;
        /** of these, with a rule */
        ruled: number;
        /** of these, with a rule whose log source was seen */
        sourced: number;
        /** of these, with a rule that fired on an attack that others recorded */
        proved: number;
      }[];
      /** those with a rule, by id */
      techniques: {
        id: string;
        name: string;
        /** short names */
        tactics: string[];
        rules: {
          id: string;
          title: string;
          level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
          kind: 'rule' | 'correlation' | 'model';
        }[];
        source: 'seen' | 'not-seen' | 'unknown';
        /** log sources that its rules need and that were not seen */
        missing: string[];
        proof: 'recording' | 'fixture' | 'none';
      }[];
      /** correlations included */
      rules: number;
      models: number;
      /** rules that name no technique */
      untagged: number;
    };
  };
  /** Takes estate.read. */
  'GET /estate/assets': {
    query?: {
      /** words that all occur in what is known of it */
      q?: string | undefined;
      kind?: 'workstation' | 'laptop' | 'server' | 'domain-controller' | 'hypervisor' | 'backup' | 'network' | 'firewall' | 'medical-device' | 'printer' | 'phone' | 'appliance' | 'gateway' | 'unknown' | undefined;
      zone?: string | undefined;
      site?: string | undefined;
      system?: string | undefined;
      /** on which it stands */
      ward?: string | undefined;
      /** that stops or works worse without its system */
      service?: string | undefined;
      support?: 'supported' | 'extended' | 'ended' | 'unknown' | undefined;
      /** what nobody has said of it */
      unknown?: 'owner' | 'kind' | 'os' | 'zone' | 'site' | 'system' | 'location' | undefined;
      /** that says something of it */
      source?: string | undefined;
      offset?: number | undefined;
      limit?: number | undefined;
    };
    answer: {
      /** by host name */
      items: {
        id: string;
        hostname: string;
        kind: 'workstation' | 'laptop' | 'server' | 'domain-controller' | 'hypervisor' | 'backup' | 'network' | 'firewall' | 'medical-device' | 'printer' | 'phone' | 'appliance' | 'gateway' | 'unknown';
        os: string;
        zone: string;
        site: string;
        /** the system that runs on it */
        system: string | null;
        /** ward or room */
        location: string;
        address: string | null;
        owner: string | null;
        support: {
          state: 'supported' | 'extended' | 'ended' | 'unknown';
          /** the last day of fixes for everyone */
          ends: string | null;
        };
      }[];
      total: number;
      /** the offset of the next page */
      next: number | null;
      /** how many match, by state of support, whichever of them is asked for */
      support: {
        supported: number;
        extended: number;
        ended: number;
        unknown: number;
      };
    };
  };
  /** Takes estate.read. */
  'GET /estate/assets/{id}': {
    path: {
      id: string;
    };
    answer: {
      /** as everybody else asks it */
      asset: {
        id: string;
        hostname: string;
        addresses: string[];
        kind: 'workstation' | 'laptop' | 'server' | 'domain-controller' | 'hypervisor' | 'backup' | 'network' | 'firewall' | 'medical-device' | 'printer' | 'phone' | 'appliance' | 'gateway' | 'unknown';
        os: string;
        support_ends: string | null;
        zone: string;
        site: string;
        /** the system that runs on it */
        system: string | null;
        /** ward or room */
        location: string;
        /** left out: found by its location */
        ward?: string | undefined;
        notes: string;
      };
      /** null: on none that is known */
      ward: {
        id: string;
        name: string;
      } | null;
      /** what each source says */
      story: {
        id: string;
        aliases: string[];
        keys: {
          key: string;
          sources: string[];
          /** null: said of all time, as a hospital folder says it */
          seen_at: string | null;
        }[];
        fields: {
          value: string;
          source: string;
          /** null: said of all time, as a hospital folder says it */
          seen_at: string | null;
          field: 'hostname' | 'kind' | 'os' | 'support_ends' | 'zone' | 'site' | 'system' | 'location' | 'notes' | 'manufacturer' | 'model' | 'serial' | 'firmware' | 'owner' | 'power' | 'sensor' | 'attached_to';
          others: {
            value: string;
            source: string;
            /** null: said of all time, as a hospital folder says it */
            seen_at: string | null;
          }[];
        }[];
        /** what nobody has stated: unknown, and never to be shown as clean */
        unknown: ('hostname' | 'kind' | 'os' | 'support_ends' | 'zone' | 'site' | 'system' | 'location' | 'notes' | 'manufacturer' | 'model' | 'serial' | 'firmware' | 'owner' | 'power' | 'sensor' | 'attached_to')[];
        sources: {
          source: string;
          /** null: said of all time, as a hospital folder says it */
          seen_at: string | null;
        }[];
        software: {
          name: string;
          version: string;
          vendor?: string | undefined;
          identifier?: string | undefined;
          support_ends?: string | undefined;
          source: string;
          /** null: said of all time, as a hospital folder says it */
          seen_at: string | null;
        }[];
        vulnerabilities: {
          id: string;
          severity: 'critical' | 'high' | 'medium' | 'low' | 'info' | 'unknown';
          title?: string | undefined;
          score?: number | undefined;
          software?: string | undefined;
          fix?: string | undefined;
          exploit?: 'none' | 'public' | 'verified' | undefined;
          port?: string | undefined;
          source: string;
          /** null: said of all time, as a hospital folder says it */
          seen_at: string | null;
        }[];
        /** what its maker says of its model on the MDS2 form */
        model: {
          document?: string | undefined;
          description?: string | undefined;
          source: string;
          answers: {
            question: string;
            text: string;
            answer: string;
            note: string;
          }[];
        } | null;
        rights: {
          from: string;
          right: string;
          to: string;
          source: string;
        }[];
        flows: {
          from: string;
          to: string;
          protocol: string;
          port: number | null;
          times: number;
          /** null: said of all time, as a hospital folder says it */
          seen_at: string | null;
          source: string;
        }[];
      };
      support: {
        state: 'supported' | 'extended' | 'ended' | 'unknown';
        /** the last day of fixes for everyone */
        ends: string | null;
        /** the last day of extended support, had or not */
        extended: string | null;
        why: string;
        source: string | null;
        /** the day of which the source speaks */
        as_of: string | null;
      };
      ended_programs: {
        text: string;
        support: {
          state: 'supported' | 'extended' | 'ended' | 'unknown';
          /** the last day of fixes for everyone */
          ends: string | null;
          /** the last day of extended support, had or not */
          extended: string | null;
          why: string;
          source: string | null;
          /** the day of which the source speaks */
          as_of: string | null;
        };
      }[];
      exposure: {
        value: 'small' | 'controlled' | 'open';
        /** false: nobody knows, so the worst was taken */
        known: boolean;
        why: string;
      };
      /** null: it is supported, and nothing was found on it */
      decision: {
        outcome: 'defer' | 'scheduled' | 'out-of-cycle' | 'immediate';
        advice: string;
        exploitation: {
          value: 'none' | 'public poc' | 'active';
          /** false: nobody knows, so the worst was taken */
          known: boolean;
          why: string;
        };
        exposure: {
          value: 'small' | 'controlled' | 'open';
          /** false: nobody knows, so the worst was taken */
          known: boolean;
          why: string;
        };
        automatable: {
          value: 'no' | 'yes';
          /** false: nobody knows, so the worst was taken */
          known: boolean;
          why: string;
        };
        human_impact: {
          value: 'low' | 'medium' | 'high' | 'very high';
          /** false: nobody knows, so the worst was taken */
          known: boolean;
          why: string;
        };
      } | null;
      /** what the decision is about; null: what nobody has looked for */
      cve: string | null;
      /** nobody looks for vulnerabilities on it: that none is listed says nothing */
      unwatched: boolean;
      vulnerabilities: {
        cve: string;
        source: string;
        evidence: string;
        /** false: it may be there, since nobody knows the version */
        certain: boolean;
        decision: {
          outcome: 'defer' | 'scheduled' | 'out-of-cycle' | 'immediate';
          advice: string;
          exploitation: {
            value: 'none' | 'public poc' | 'active';
            /** false: nobody knows, so the worst was taken */
            known: boolean;
            why: string;
          };
          exposure: {
            value: 'small' | 'controlled' | 'open';
            /** false: nobody knows, so the worst was taken */
            known: boolean;
            why: string;
          };
          automatable: {
            value: 'no' | 'yes';
            /** false: nobody knows, so the worst was taken */
            known: boolean;
            why: string;
          };
          human_impact: {
            value: 'low' | 'medium' | 'high' | 'very high';
            /** false: nobody knows, so the worst was taken */
            known: boolean;
            why: string;
          };
        };
        /** fourteen days from the release of the fix, as Cyber Essentials asks */
        clock: {
          state: 'due' | 'late' | 'kept' | 'missed' | 'none' | 'unknown';
          due: string | null;
          /** negative when past */
          days_left: number | null;
          why: string;
        };
        cvss: number | null;
        /** EPSS: how likely it is to be exploited somewhere within 30 days */
        forecast: number | null;
        exploited: 'asserted' | 'not asserted' | 'unknown';
        kev: {
          asserter: string;
          published: string | null;
          due: string | null;
          required_action: string;
        }[];
      }[];
      /** worst first */
      services: {
        id: string;
        name: string;
        urgency: number;
        strength: 'stops' | 'degrades';
        /** names, from the system of the asset up to the service */
        path: string[];
      }[];
      coverage: {
        /** that hold today */
        mitigations: {
          id: string;
          /** assets, systems or zones */
          covers: string[];
          against: string;
          measure: string;
          owner: string;
          from: string;
          until: string;
        }[];
        /** over, or to come: they protect nothing today */
        idle_mitigations: {
          id: string;
          /** assets, systems or zones */
          covers: string[];
          against: string;
          measure: string;
          owner: string;
          from: string;
          until: string;
        }[];
        /** newest first */
        answers: {
          id: string;
          /** its name */
          supplier: string;
          /** assets or systems */
          covers: string[];
          asked: string;
          asked_on: string;
          answer: 'agreed' | 'quoted' | 'refused' | 'no answer yet';
          answered_on: string | null;
          price_gbp: number | null;
          words: string;
        }[];
        models: {
          id: string;
          name: string;
          supplier: string | null;
          support_ends: string | null;
          source: string;
          as_of: string;
          /** assets or systems */
          covers: string[];
        }[];
        extended_until: string | null;
      };
      /** ways in from outside that lead to it */
      entries: {
        state: 'unexplained' | 'unknown' | 'password only' | 'lapsed' | 'covered';
        name: string;
        /** null: no row of the register explains it */
        entry: {
          id: string;
          name: string;
          kind: 'portal' | 'vpn' | 'supplier tunnel' | 'remote desktop' | 'email' | 'cloud service' | 'website';
          through: string[];
          flows: string[];
          used_by: string;
          suppliers: string[];
          owner: string | null;
          second_factor: 'passkey' | 'smart card' | 'certificate' | 'app' | 'token' | 'text message' | 'none' | 'nobody signs in' | null;
          privileged: boolean;
          reviewed_on: string | null;
        } | null;
        flows: {
          id: string;
          from: string;
          to: string;
          protocol: 'tcp' | 'udp' | 'icmp' | 'any';
          ports: string[];
          purpose: string;
          allowed_by?: {
            /** the asset */
            device: string;
            file: string;
            /** from 1; 0 for what the device does without being told */
            line: number;
            text: string;
          }[] | undefined;
        }[];
        exceptions: {
          exception: {
            id: string;
            entry: string;
            who: string;
            because: string;
            approved_by: string | null;
            approved_on: string | null;
            reviewed_on: string | null;
          };
          valid: boolean;
          why: string;
        }[];
        why: string[];
      }[];
      reached_by: {
        id: string;
        from: string;
        to: string;
        protocol: 'tcp' | 'udp' | 'icmp' | 'any';
        ports: string[];
        purpose: string;
        allowed_by?: {
          /** the asset */
          device: string;
          file: string;
          /** from 1; 0 for what the device does without being told */
          line: number;
          text: string;
        }[] | undefined;
        /** the name of the other end */
        other: string;
        /** by what this asset is meant */
        as: 'asset' | 'system' | 'zone';
      }[];
      may_reach: {
        id: string;
        from: string;
        to: string;
        protocol: 'tcp' | 'udp' | 'icmp' | 'any';
        ports: string[];
        purpose: string;
        allowed_by?: {
          /** the asset */
          device: string;
          file: string;
          /** from 1; 0 for what the device does without being told */
          line: number;
          text: string;
        }[] | undefined;
        /** the name of the other end */
        other: string;
        /** by what this asset is meant */
        as: 'asset' | 'system' | 'zone';
      }[];
      rights: {
        account: {
          id: string;
          /** sAMAccountName */
          name: string;
          display_name: string;
          kind: 'person' | 'service' | 'admin' | 'supplier';
        };
        right: 'administer' | 'sign-in' | 'replicate';
        note: string;
      }[];
    };
  };
  /** Takes estate.read. */
  'GET /estate/entries': {
    answer: {
      /** ISO date */
      day: string;
      /** worst first */
      items: {
        state: 'unexplained' | 'unknown' | 'password only' | 'lapsed' | 'covered';
        name: string;
        /** null: no row of the register explains it */
        entry: {
          id: string;
          name: string;
          kind: 'portal' | 'vpn' | 'supplier tunnel' | 'remote desktop' | 'email' | 'cloud service' | 'website';
          through: string[];
          flows: string[];
          used_by: string;
          suppliers: string[];
          owner: string | null;
          second_factor: 'passkey' | 'smart card' | 'certificate' | 'app' | 'token' | 'text message' | 'none' | 'nobody signs in' | null;
          privileged: boolean;
          reviewed_on: string | null;
        } | null;
        flows: {
          id: string;
          from: string;
          to: string;
          protocol: 'tcp' | 'udp' | 'icmp' | 'any';
          ports: string[];
          purpose: string;
          allowed_by?: {
            /** the asset */
            device: string;
            file: string;
            /** from 1; 0 for what the device does without being told */
            line: number;
            text: string;
          }[] | undefined;
        }[];
        exceptions: {
          exception: {
            id: string;
            entry: string;
            who: string;
            because: string;
            approved_by: string | null;
            approved_on: string | null;
            reviewed_on: string | null;
          };
          valid: boolean;
          why: string;
        }[];
        why: string[];
      }[];
    };
  };
  /** Takes estate.read. */
  'GET /estate/firewalls': {
    answer: {
      devices: {
        id: string;
        file: string;
        kind: 'iptables' | 'nftables' | 'cisco-ios' | 'cisco-asa' | 'fortigate' | 'pan-os' | 'aws' | 'azure';
        also: string[];
        /** lines of its filters; null where they were too many to read */
        lines: number | null;
        /** lines not understood, taken as the worse of what they may mean */
        problems: {
          line: number;
          text: string;
          what: string;
        }[];
        /** lines that have no part in the answers, such as translation of addresses */
        limits: {
          line: number;
          text: string;
          what: string;
        }[];
      }[];
      /** firewalls of the estate of which nothing is known */
      without_configuration: string[];
      /** broken first */
      assertions: {
        id: string;
        name: string;
        because: string | null;
        state: 'holds' | 'broken' | 'not checked';
        why: string | null;
        proof: {
          example: {
            packet: string;
            from: string | null;
            to: string | null;
          };
          lines: {
            /** the asset */
            device: string;
            file: string;
            /** from 1; 0 for what the device does without being told */
            line: number;
            text: string;
          }[];
        } | null;
      }[];
      unstated: {
        /** such as `tcp 443, 2575-2577; udp 53` */
        services: string;
        example: {
          packet: string;
          from: string | null;
          to: string | null;
        };
        lines: {
          /** the asset */
          device: string;
          file: string;
          /** from 1; 0 for what the device does without being told */
          line: number;
          text: string;
        }[];
        /** a zone */
        from: string;
        /** a zone */
        to: string;
        /** false where a line was not understood, so that it may pass */
        sure: boolean;
        flows: string[];
        /** its flows name whole zones, since it is about too many pairs of assets to name */
        widened: boolean;
      }[];
      stated: {
        flow: string;
        state: 'allowed' | 'partly denied' | 'denied' | 'not seen';
        lines: {
          /** the asset */
          device: string;
          file: string;
          /** from 1; 0 for what the device does without being told */
          line: number;
          text: string;
        }[];
        denied: {
          /** such as `tcp 443, 2575-2577; udp 53` */
          services: string;
          example: {
            packet: string;
            from: string | null;
            to: string | null;
          };
          lines: {
            /** the asset */
            device: string;
            file: string;
            /** from 1; 0 for what the device does without being told */
            line: number;
            text: string;
          }[];
        } | null;
      }[];
      unplaced: string[];
      unseparated: {
        from: string;
        to: string;
      }[];
      too_complex: string | null;
    };
  };
  /** Takes estate.read. */
  'GET /estate/imports': {
    answer: {
      /** newest first */
      items: {
        id: string;
        source: string;
        files: string;
        /** ISO 8601 */
        at: string;
        by: string;
        claims: {
          new: number;
          changed: number;
          same: number;
          /** the source said it before and says it no more */
          vanished: number;
        };
        assets: {
          after: number;
          appeared_count: number;
          gone_count: number;
          changed_count: number;
          conflict_count: number;
        };
        problem_count: number;
      }[];
    };
  };
  /** Takes estate.read. */
  'GET /estate/imports/{id}': {
    path: {
      id: string;
    };
    answer: {
      id: string;
      source: string;
      files: string;
      /** ISO 8601 */
      at: string;
      by: string;
      report: {
        source: string;
        parts: {
          file: string;
          kind: string;
          title: string;
          /** how many, by what they are about */
          claims: Record<string, number>;
        }[];
        /** members and sheets that nothing knows; they were left out */
        unknown_files: string[];
        claims: {
          new: number;
          changed: number;
          same: number;
          /** the source said it before and says it no more */
          vanished: number;
        };
        assets: {
          before: number;
          after: number;
          appeared: string[];
          appeared_count: number;
          gone: string[];
          gone_count: number;
          changed: {
            asset: string;
            field: string;
            was: string | null;
            is: string | null;
            source: string | null;
          }[];
          changed_count: number;
          conflicts: {
            asset: string;
            field: string;
            believed: {
              value: string;
              source: string;
            };
            others: {
              value: string;
              source: string;
            }[];
          }[];
          conflict_count: number;
          /** assets of which nobody states it, by field */
          unknown: Record<string, number>;
        };
        problems: {
          file: string;
          /** from 1; 0 is the file as a whole */
          line: number;
          reason: string;
        }[];
        problem_count: number;
      };
    };
  };
  /** Takes estate.read. */
  'GET /estate/legacy': {
    answer: {
      /** ISO date */
      day: string;
      assets: number;
      /** what could not be taken into account */
      told: string[];
      sources: {
        /** null: no catalogue of exploited vulnerabilities is at hand */
        kev: string | null;
        epss: string | null;
        cves: number;
      };
      /** of the tables */
      support: {
        /** ISO date */
        as_of: string;
        days: number;
        stale: boolean;
      };
      states: {
        extended: number;
        ended: number;
        unknown: number;
      };
      /** all quotes, each once; null: nobody quoted */
      quoted_gbp: number | null;
      /** what suppliers refused */
      refused: number;
      unanswered: number;
      /** groups that nobody gave a price for */
      unquoted_groups: number;
      /** most pressing first */
      groups: {
        system: {
          id: string;
          name: string;
        } | null;
        kind: 'workstation' | 'laptop' | 'server' | 'domain-controller' | 'hypervisor' | 'backup' | 'network' | 'firewall' | 'medical-device' | 'printer' | 'phone' | 'appliance' | 'gateway' | 'unknown';
        os: string;
        count: number;
        /** the first of them */
        assets: {
          id: string;
          hostname: string;
          /** ward or room */
          location: string;
        }[];
        support: {
          state: 'supported' | 'extended' | 'ended' | 'unknown';
          /** the last day of fixes for everyone */
          ends: string | null;
          /** the last day of extended support, had or not */
          extended: string | null;
          why: string;
          source: string | null;
          /** the day of which the source speaks */
          as_of: string | null;
        };
        ended_programs: string[];
        decision: {
          outcome: 'defer' | 'scheduled' | 'out-of-cycle' | 'immediate';
          advice: string;
          exploitation: {
            value: 'none' | 'public poc' | 'active';
            /** false: nobody knows, so the worst was taken */
            known: boolean;
            why: string;
          };
          exposure: {
            value: 'small' | 'controlled' | 'open';
            /** false: nobody knows, so the worst was taken */
            known: boolean;
            why: string;
          };
          automatable: {
            value: 'no' | 'yes';
            /** false: nobody knows, so the worst was taken */
            known: boolean;
            why: string;
          };
          human_impact: {
            value: 'low' | 'medium' | 'high' | 'very high';
            /** false: nobody knows, so the worst was taken */
            known: boolean;
            why: string;
          };
        };
        cve: string | null;
        unwatched: boolean;
        services: {
          id: string;
          name: string;
          urgency: number;
          strength: 'stops' | 'degrades';
          /** names, from the system of the asset up to the service */
          path: string[];
        }[];
        coverage: {
          /** that hold today */
          mitigations: {
            id: string;
            /** assets, systems or zones */
            covers: string[];
            against: string;
            measure: string;
            owner: string;
            from: string;
            until: string;
          }[];
          /** over, or to come: they protect nothing today */
          idle_mitigations: {
            id: string;
            /** assets, systems or zones */
            covers: string[];
            against: string;
            measure: string;
            owner: string;
            from: string;
            until: string;
          }[];
          /** newest first */
          answers: {
            id: string;
            /** its name */
            supplier: string;
            /** assets or systems */
            covers: string[];
            asked: string;
            asked_on: string;
            answer: 'agreed' | 'quoted' | 'refused' | 'no answer yet';
            answered_on: string | null;
            price_gbp: number | null;
            words: string;
          }[];
          models: {
            id: string;
            name: string;
            supplier: string | null;
            support_ends: string | null;
            source: string;
            as_of: string;
            /** assets or systems */
            covers: string[];
          }[];
          extended_until: string | null;
        };
        quoted_gbp: number | null;
      }[];
      group_count: number;
    };
  };
  /** Takes estate.read. */
  'GET /estate/map': {
    answer: {
      /** ISO date */
      day: string;
      assets: number;
      zones: {
        id: string;
        name: string;
        kind: 'internet' | 'edge' | 'user' | 'server' | 'clinical' | 'device' | 'management' | 'supplier' | 'guest' | 'unknown';
        assets: number;
        /** what stands in it, the most first */
        groups: {
          system: string | null;
          kind: 'workstation' | 'laptop' | 'server' | 'domain-controller' | 'hypervisor' | 'backup' | 'network' | 'firewall' | 'medical-device' | 'printer' | 'phone' | 'appliance' | 'gateway' | 'unknown';
          assets: number;
          support: Record<'supported' | 'extended' | 'ended' | 'unknown', number>;
        }[];
      }[];
      systems: {
        id: string;
        name: string;
      }[];
      /** what may flow from one zone to another, or within one */
      links: {
        from: string;
        to: string;
        flows: number;
        some: {
          id: string;
          protocol: 'tcp' | 'udp' | 'icmp' | 'any';
          ports: string[];
          purpose: string;
        }[];
      }[];
      services: {
        id: string;
        name: string;
        urgency: number;
      }[];
    };
  };
  /** Takes estate.read. */
  'GET /estate/outline': {
    answer: {
      organisations: {
        id: string;
        name: string;
        /** never parsed for a parent: new codes show none */
        ods_code: string;
        parent?: string | undefined;
        domains: string[];
      }[];
      sites: {
        id: string;
        name: string;
        organisation: string;
      }[];
      services: {
        id: string;
        name: string;
        sites: string[];
        urgency: number;
        harm: string;
        tolerable_downtime_minutes: number | null;
        fallback: string | null;
        patients?: {
          day: number;
          night: number;
        } | undefined;
      }[];
      wards: {
        id: string;
        name: string;
        site: string;
        /** whose patients lie there, those of the first for the most part */
        services: string[];
        /** beds, chairs or stations; null = nobody has counted */
        beds: number | null;
        /** what inventories call it besides its name; several with semicolons between */
        locations: string;
        assets: number;
        /** that what stands there belongs to */
        systems: string[];
      }[];
      suppliers: {
        id: string;
        name: string;
        provides: string;
        contact: string | null;
        organisation?: string | undefined;
      }[];
      systems: {
        id: string;
        name: string;
        /** EPR, PACS, LIMS, identity, backup, … */
        kind: string;
        supplier: string | null;
        organisation: string;
        lost_when?: 'any' | 'all' | undefined;
        redundant?: 'yes' | 'no' | undefined;
        records?: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff' | 'none')[] | undefined;
        people?: number | undefined;
        assets: number;
      }[];
      dependencies: {
        /** a service or a system */
        from: string;
        /** a system or a supplier */
        to: string;
        strength: 'stops' | 'degrades';
        note?: string | undefined;
      }[];
      zones: {
        id: string;
        name: string;
        cidrs: string[];
        kind: 'internet' | 'edge' | 'user' | 'server' | 'clinical' | 'device' | 'management' | 'supplier' | 'guest' | 'unknown';
        assets: number;
      }[];
      flows: {
        id: string;
        from: string;
        to: string;
        protocol: 'tcp' | 'udp' | 'icmp' | 'any';
        ports: string[];
        purpose: string;
        allowed_by?: {
          /** the asset */
          device: string;
          file: string;
          /** from 1; 0 for what the device does without being told */
          line: number;
          text: string;
        }[] | undefined;
      }[];
      assets: number;
    };
  };
  /** Takes estate.read. */
  'GET /estate/sightings': {
    answer: {
      /** on which nobody has decided, those seen last first */
      items: {
        /** its kind and name, such as `address 10.64.85.250` */
        key: string;
        kind: 'address' | 'host' | 'account';
        name: string;
        /** null: nobody can tell */
        zone: string | null;
        first_seen: string | null;
        last_seen: string;
        /** what it was seen to do */
        told: string;
      }[];
      /** that are in the estate because somebody added them here */
      added: {
        /** its kind and name, such as `address 10.64.85.250` */
        key: string;
        kind: 'address' | 'host' | 'account';
        name: string;
        /** null: nobody can tell */
        zone: string | null;
        first_seen: string | null;
        last_seen: string;
        /** what it was seen to do */
        told: string;
      }[];
      ignored: {
        /** its kind and name, such as `address 10.64.85.250` */
        key: string;
        because: string;
        at: string;
        by: string;
      }[];
    };
  };
  /** Takes estate.read. */
  'GET /estate/vulnerabilities': {
    answer: {
      /** ISO date */
      day: string;
      assets: number;
      /** what could not be taken into account */
      told: string[];
      sources: {
        /** null: no catalogue of exploited vulnerabilities is at hand */
        kev: string | null;
        epss: string | null;
        cves: number;
      };
      /** findings by the fourteen days */
      clocks: {
        late: number;
        due: number;
        unknown: number;
      };
      /** assets on which nobody looks for vulnerabilities */
      unwatched: number;
      found: number;
      cleared: number;
      /** by CVE, most pressing first */
      items: {
        cve: string;
        source: string;
        evidence: string;
        /** false: it may be there, since nobody knows the version */
        certain: boolean;
        decision: {
          outcome: 'defer' | 'scheduled' | 'out-of-cycle' | 'immediate';
          advice: string;
          exploitation: {
            value: 'none' | 'public poc' | 'active';
            /** false: nobody knows, so the worst was taken */
            known: boolean;
            why: string;
          };
          exposure: {
            value: 'small' | 'controlled' | 'open';
            /** false: nobody knows, so the worst was taken */
            known: boolean;
            why: string;
          };
          automatable: {
            value: 'no' | 'yes';
            /** false: nobody knows, so the worst was taken */
            known: boolean;
            why: string;
          };
          human_impact: {
            value: 'low' | 'medium' | 'high' | 'very high';
            /** false: nobody knows, so the worst was taken */
            known: boolean;
            why: string;
          };
        };
        /** fourteen days from the release of the fix, as Cyber Essentials asks */
        clock: {
          state: 'due' | 'late' | 'kept' | 'missed' | 'none' | 'unknown';
          due: string | null;
          /** negative when past */
          days_left: number | null;
          why: string;
        };
        cvss: number | null;
        /** EPSS: how likely it is to be exploited somewhere within 30 days */
        forecast: number | null;
        exploited: 'asserted' | 'not asserted' | 'unknown';
        kev: {
          asserter: string;
          published: string | null;
          due: string | null;
          required_action: string;
        }[];
        count: number;
        assets: {
          id: string;
          hostname: string;
        }[];
      }[];
      item_count: number;
    };
  };
  /** Takes rule.read. */
  'GET /filters': {
    answer: {
      items: {
        id: string;
        title: string;
        owner: string;
        because: string;
        until: string;
        state: 'hiding' | 'expired';
        /** made here; those of a pack are changed with the pack */
        own: boolean;
        /** at most 20 of those it applies to */
        rules: {
          id: string;
          title: string;
        }[];
        rule_count: number;
        /** findings it has hidden */
        hidden: number;
        last_hidden: string | null;
        /** the filter as written (YAML) */
        text: string;
      }[];
    };
  };
  /** Takes finding.read. */
  'GET /findings': {
    query?: {
      level?: 'informational' | 'low' | 'medium' | 'high' | 'critical' | undefined;
      host?: string | undefined;
      account?: string | undefined;
      rule?: string | undefined;
      q?: string | undefined;
      incident?: string | undefined;
      before?: string | undefined;
      limit?: number | undefined;
    };
    answer: {
      items: {
        /** stable: the same rule on the same record always gives the same id */
        id: string;
        /** the Sigma id */
        rule_id: string;
        title: string;
        level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
        tags: string[];
        /** ISO 8601 UTC; null when the record has no time */
        time: string | null;
        host: string | null;
        account: string | null;
        source_address: string | null;
        destination_address: string | null;
        destination_port: number | null;
        file: string;
        record_id: string;
        format: 'evtx' | 'windows-json' | 'windows-xml' | 'zeek' | 'suricata' | 'syslog' | 'cef' | 'leef' | 'azure' | 'm365' | 'defender' | 'fhir-auditevent' | 'csv' | 'json';
        /** log source that its record is routed by; null when it rests on several */
        source: string | null;
        incident: string | null;
      }[];
      total: number;
      /** pass as `before` for the next page */
      next: string | null;
    };
  };
  /** Takes finding.read. */
  'GET /findings/{id}': {
    path: {
      id: string;
    };
    answer: {
      /** stable: the same rule on the same record always gives the same id */
      id: string;
      /** the Sigma id */
      rule_id: string;
      title: string;
      level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
      tags: string[];
      /** ISO 8601 UTC; null when the record has no time */
      time: string | null;
      host: string | null;
      account: string | null;
      source_address: string | null;
      destination_address: string | null;
      destination_port: number | null;
      file: string;
      record_id: string;
      reason: {
        selection: string;
        /** null for a keyword searched in the whole record */
        field: string | null;
        /** e.g. `contains`, `endswith`, `re`, `equals` */
        test: string;
        wanted: string;
        found: string;
      }[];
      format: 'evtx' | 'windows-json' | 'windows-xml' | 'zeek' | 'suricata' | 'syslog' | 'cef' | 'leef' | 'azure' | 'm365' | 'defender' | 'fhir-auditevent' | 'csv' | 'json';
      /** log source that its record is routed by; null when it rests on several */
      source: string | null;
      /** the record itself, as JSON */
      event: Json;
      incident: string | null;
      feedback: {
        useful: boolean;
        /** always said when not useful */
        because: string | null;
        by: string;
        /** ISO 8601 */
        at: string;
      } | null;
      /** the model that made it; null for a finding of a rule */
      model: {
        /** as in `signin.travel` */
        id: string;
        /** as findings name it */
        rule_id: string;
        title: string;
        family: string;
        family_title: string;
        reads: string;
        learns: string;
        /** what the score counts */
        measure: string;
        tags: string[];
        /** `moves_after`: judged findings below which it stays as shipped */
        threshold: {
          shipped: number;
          now: number;
          moves_after: number;
        };
        /** so far */
        findings: Record<'informational' | 'low' | 'medium' | 'high' | 'critical', number>;
        /** findings that people judged, and how many of those would still come at the threshold now */
        judged: {
          useful: number;
          useful_kept: number;
          not_useful: number;
          not_useful_kept: number;
        };
        learning: {
          state: 'ready' | 'learning' | 'nothing-seen';
          since: string | null;
          /** event time before which it says nothing; null when not known */
          until: string | null;
          events: number;
          wanted: number;
        };
        /** null: never measured */
        figures: {
          /** of its family on real captures that others labelled; every other figure is on simulated data */
          captures: {
            captures: number;
            hits: number;
            findings: number;
          } | null;
          /** findings of this model that were of an attack */
          hits: number;
          /** of so many */
          findings: number;
          /** the same of all models of its family */
          family_hits: number;
          family_findings: number;
          /** findings a day that a person is taken to read of its family */
          budget: number;
          /** 0 to 1, of its family with thresholds lowered until it gives that many; null: it said nothing */
          precision_at_budget: number | null;
          /** attack steps that its family saw */
          steps_seen: number;
          /** of so many that its logs show */
          steps: number;
          /** false findings of its family on an ordinary day */
          false_per_day: number | null;
          /** attack steps that its family missed */
          missed: string[];
          /** what no figure says */
          limits: string[];
        } | null;
      } | null;
      asset: {
        id: string;
        hostname: string;
        addresses: string[];
        kind: 'workstation' | 'laptop' | 'server' | 'domain-controller' | 'hypervisor' | 'backup' | 'network' | 'firewall' | 'medical-device' | 'printer' | 'phone' | 'appliance' | 'gateway' | 'unknown';
        os: string;
        support_ends: string | null;
        zone: string;
        site: string;
        /** the system that runs on it */
        system: string | null;
        /** ward or room */
        location: string;
        /** left out: found by its location */
        ward?: string | undefined;
        notes: string;
      } | null;
      services: {
        id: string;
        name: string;
        strength: 'stops' | 'degrades';
      }[];
      rule: {
        id: string;
        title: string;
        description: string;
        author: string | null;
        falsepositives: string[];
        references: string[];
        /** the rule as written (YAML) */
        source: string;
      };
    };
  };
  /** Takes finding.read. */
  'GET /findings/{id}/fields': {
    path: {
      id: string;
    };
    answer: {
      fields: {
        field: string;
        value: string;
        tested: boolean;
      }[];
    };
  };
  /** Takes finding.read. */
  'GET /held-back': {
    query?: {
      filter?: string | undefined;
      rule?: string | undefined;
      limit?: number | undefined;
    };
    answer: {
      items: {
        id: string;
        rule_id: string;
        title: string;
        level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
        time: string | null;
        host: string | null;
        account: string | null;
        /** null: the rule is on test */
        filter: string | null;
        event: Json;
      }[];
      /** all there ever were; only the newest of them are kept */
      total: number;
    };
  };
  /** Takes hold.read. */
  'GET /holds': {
    answer: {
      items: {
        id: string;
        name: string;
        why: string;
        by: string;
        since: string;
        org: string | null;
        from: string | null;
        to: string | null;
        incident: string | null;
        released: {
          at: string;
          by: string;
          why: string;
        } | null;
      }[];
    };
  };
  /** Takes event.read. */
  'GET /hunt': {
    query: {
      q: string;
      since?: string | undefined;
      until?: string | undefined;
      after?: string | undefined;
      limit?: number | undefined;
    };
    answer: {
      items: {
        id: string;
        /** ISO 8601 UTC; null when the record has no time */
        time: string | null;
        source: string;
        format: string;
        host: string | null;
        account: string | null;
        src: string | null;
        dst: string | null;
        file: string;
        record_id: string;
        /** the most telling field of the record, or its beginning */
        summary: string;
        /** the record as JSON text */
        record: string;
        /** true when only the first 64000 characters of the record are here */
        cut: boolean;
      }[];
      /** pass as `after` for the next page */
      next: string | null;
    };
  };
  /** Takes event.read. */
  'GET /hunt/hours': {
    query: {
      q: string;
      since?: string | undefined;
      until?: string | undefined;
    };
    answer: {
      hours: {
        time: string;
        count: number;
      }[];
      total: number;
      /** false when there are more hours than are counted here */
      complete: boolean;
    };
  };
  /** Takes incident.read. */
  'GET /incidents': {
    answer: {
      items: {
        id: string;
        title: string;
        level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
        status: 'open' | 'closed';
        first_event: string;
        raised: string;
        last_event: string;
        raised_because: string;
        summary: string;
        tactics: string[];
        entities: {
          kind: 'asset' | 'host' | 'account' | 'address';
          id: string;
          name: string;
          zone: string | null;
          first_seen: string;
          last_seen: string;
          findings: number;
          standing: 'compromised' | 'suspected' | 'touched';
          /** what all signals on it add up to, faded to the last one; 40 is as much as one high finding */
          risk: number;
        }[];
        services: {
          service: string;
          name: string;
          urgency: number;
          state: 'hit' | 'reachable';
          strength: 'stops' | 'degrades';
          steps: number;
          steps_to_stop?: number | null | undefined;
          via_asset: string;
          path: {
            from: string;
            to: string;
            flow: string;
            port: string;
          }[];
          dependency: string[];
        }[];
        actions: {
          text: string;
          why: string;
          cost: string[];
        }[];
        finding_count: number;
      }[];
    };
  };
  /** Takes incident.read. */
  'GET /incidents/{id}': {
    path: {
      id: string;
    };
    answer: {
      id: string;
      title: string;
      level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
      status: 'open' | 'closed';
      first_event: string;
      raised: string;
      last_event: string;
      raised_because: string;
      summary: string;
      tactics: string[];
      entities: {
        kind: 'asset' | 'host' | 'account' | 'address';
        id: string;
        name: string;
        zone: string | null;
        first_seen: string;
        last_seen: string;
        findings: number;
        standing: 'compromised' | 'suspected' | 'touched';
        /** what all signals on it add up to, faded to the last one; 40 is as much as one high finding */
        risk: number;
      }[];
      timeline: {
        time: string;
        /** ATT&CK tactic short name, e.g. `lateral-movement` */
        tactic: string | null;
        level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
        text: string;
        host: string | null;
        account: string | null;
        /** finding ids */
        findings: string[];
      }[];
      services: {
        service: string;
        name: string;
        urgency: number;
        state: 'hit' | 'reachable';
        strength: 'stops' | 'degrades';
        steps: number;
        steps_to_stop?: number | null | undefined;
        via_asset: string;
        path: {
          from: string;
          to: string;
          flow: string;
          port: string;
        }[];
        dependency: string[];
      }[];
      actions: {
        text: string;
        why: string;
        cost: string[];
      }[];
      finding_count: number;
      reach: {
        compromised: string[];
        unknown: string[];
        /** those in the story, and on the example ways */
        assets: {
          asset: string;
          /** null = in the story, and not within reach */
          steps: number | null;
          /** one shortest example */
          path: {
            from: string;
            to: string;
            flow: string;
            port: string;
          }[];
          name: string;
          zone: string;
        }[];
        /** worst first: hit before reachable, then urgency, then steps */
        services: {
          service: string;
          name: string;
          urgency: number;
          state: 'hit' | 'reachable';
          strength: 'stops' | 'degrades';
          steps: number;
          steps_to_stop?: number | null | undefined;
          via_asset: string;
          path: {
            from: string;
            to: string;
            flow: string;
            port: string;
          }[];
          dependency: string[];
        }[];
        /** of the others within reach, how many are one step away, and how many further */
        zones: {
          zone: string;
          near: number;
          far: number;
        }[];
      };
    };
  };
  /** Takes plan.read. */
  'GET /incidents/{id}/plans': {
    path: {
      id: string;
    };
    answer: {
      items: {
        id: string;
        incident: string;
        made: string;
        made_by: string;
        proposal: {
          held: {
            assets: string[];
            accounts: string[];
            suppliers: string[];
          };
          unknown: string[];
          taken: string[];
          /** organisations whose directory is taken to be read: all accounts of it count as stolen, and new credentials of one alone help nobody */
          directories: string[];
          /** minutes looked ahead */
          horizon: number;
          /** nothing, everything, proposed */
          options: {
            name: 'nothing' | 'everything' | 'proposed';
            /** in the order in which they are needed */
            actions: {
              id: string;
              action: {
                kind: 'isolate-asset';
                asset: string;
              } | {
                kind: 'disable-account';
                account: string;
              } | {
                kind: 'reset-credentials';
                account: string;
              } | {
                kind: 'block-flow';
                flow: string;
                /** only these, by which intruders move; the rest of the flow goes on */
                ports: string[];
              } | {
                kind: 'quarantine-zone';
                zone: string;
              } | {
                kind: 'cut-link';
                organisation: string;
                other: string;
              } | {
                kind: 'cut-supplier';
                supplier: string;
              };
              title: string;
              /** patient-hours that it costs by itself */
              harm: number;
              needed_within: number | null;
              /** flows that it closes or narrows, why they are allowed, and the services that rest on them */
              breaks: {
                flow: string;
                purpose: string;
                for: string[];
              }[];
              /** flows of the last thirty days that it would break; null = nothing was watched that could tell, which is not the same as none */
              seen?: {
                flows: number;
                /** connections of them all */
                times: number;
                /** the most used of them */
                most: {
                  from: string;
                  to: string;
                  /** protocol and port, such as `tcp 445` */
                  service: string;
                  /** connections since it was first seen */
                  times: number;
                  /** on how many of the last thirty days */
                  days: number;
                  last_seen: string;
                  /** services that use either end themselves */
                  for: string[];
                }[];
              } | null | undefined;
              roll_back: string;
            }[];
            /** those that suffer, each by the worse of both causes; the worst first */
            services: {
              service: string;
              name: string;
              urgency: number;
              by: 'attack' | 'containment';
              state: 'degraded' | 'stopped';
              /** how long it is reckoned to last */
              hours: number;
              /** in its care at this hour; null = nobody has counted */
              patients: number | null;
              /** on paper; null = nobody has agreed it */
              tolerable_minutes: number | null;
              /** patient-hours, weighted */
              harm: number;
            }[];
            /** those that lose something, the most urgent that stops first; left out of plans made before wards were reckoned */
            wards?: {
              ward: string;
              name: string;
              /** null = nobody has counted */
              beds: number | null;
              /** those whose patients lie there, as far as they suffer */
              services: {
                service: string;
                name: string;
                by: 'attack' | 'containment';
                state: 'degraded' | 'stopped';
              }[];
              /** of its devices, those that an intruder still gets */
              reached: number;
              /** of its devices, those that the actions take off the network */
              cut_off: number;
            }[] | undefined;
            /** that the intruder still gets at; left out likewise */
            records?: {
              /** what hurts most when it gets out first, then that of most people */
              systems: {
                system: string;
                name: string;
                records: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
                /** of those, what hurts a person most when others read it */
                sensitive: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
                /** null = nobody has counted */
                people: number | null;
                /** from when an intruder on one of its hosts could read, copy or alter them */
                read: {
                  quick: number;
                  likely: number | null;
                  slow: number | null;
                } | null;
                /** from when nobody else gets at them: destroyed, encrypted or out of reach */
                lost: {
                  quick: number;
                  likely: number | null;
                  slow: number | null;
                } | null;
              }[];
              /** reached, and nobody has said whether they hold anything of people */
              unsaid: {
                system: string;
                name: string;
              }[];
              /** the same person may be in several systems: at least the largest of them, at most their sum; of `uncounted` systems nobody has counted them */
              people: {
                at_least: number;
                at_most: number;
                uncounted: number;
              };
            } | undefined;
            /** patient-hours that the intruder would cost, as far as it still gets */
            attack_harm: number;
            /** patient-hours that the actions cost */
            containment_harm: number;
            assets_reached: number;
            accounts_reached: number;
          }[];
          bound: number;
          proved: boolean;
          /** whether whoever answers for clinical safety has confirmed the weights of harm */
          confirmed: boolean;
        };
        current: boolean;
        approval: {
          option: 'everything' | 'proposed';
          because: string;
          at: string;
          by: string;
          withdrawn: {
            at: string;
            by: string;
          } | null;
        } | null;
        acts: {
          action: string;
          done: {
            at: string;
            by: string;
          };
          undone: {
            at: string;
            by: string;
          } | null;
        }[];
      }[];
    };
  };
  /** Takes key.read. */
  'GET /keys': {
    answer: {
      root: {
        kind: string;
        since: string;
      };
      items: {
        id: string;
        of: string;
        made: string;
        state: 'current' | 'old' | 'destroyed';
        /** since when it is in that state */
        since: string;
      }[];
    };
  };
  /** Takes ledger.read. */
  'GET /ledger': {
    query?: {
      act?: string | undefined;
      object?: string | undefined;
      before?: string | undefined;
      limit?: number | undefined;
    };
    answer: {
      items: {
        act: string;
        who: {
          kind: 'person' | 'program' | 'cordon';
          name: string;
          proven: string | null;
        };
        object: string;
        details: Record<string, Json>;
        seq: number;
        at: string;
        org: string;
        hash: string;
      }[];
      total: number;
      /** pass as `before` for the next page */
      next: string | null;
    };
  };
  /** Takes ledger.export. */
  'GET /ledger/export': {
    answer: unknown;
  };
  /** Takes ledger.read. */
  'GET /ledger/forwards': {
    answer: {
      items: {
        place: string;
        /** entries that it has not taken yet */
        waiting: number;
        /** when it last took some */
        taken: string | null;
        /** why the last try failed */
        error: string | null;
      }[];
    };
  };
  /** Takes ledger.read. */
  'GET /ledger/verify': {
    answer: {
      ok: boolean;
      entries: number;
      /** hash of the newest entry: note it elsewhere, and nobody can change what came before unseen */
      head: string;
      /** those whose signature holds */
      checkpoints: number;
      vouched: number;
      problems: {
        seq: number;
        problem: string;
      }[];
    };
  };
  /** Takes self.read. */
  'GET /me': {
    answer: {
      passkeys: {
        id: string;
        name: string;
        created: string;
        last_used: string | null;
      }[];
      code: {
        created: string;
        recovery_codes_left: number;
      } | null;
      sessions: {
        id: string;
        method: 'passkey' | 'code and TOTP' | 'code and recovery code' | 'organisation account' | 'break-glass' | 'demonstration link';
        browser: string;
        created: string;
        seen: string;
        ends: string;
        this: boolean;
      }[];
    };
  };
  /** Takes model.read. */
  'GET /models': {
    answer: {
      /** simulated ordinary days that the models began with; null: they began with nothing */
      learnt: {
        hospital: string;
        days: number;
        records: number;
        until: string;
      } | null;
      items: {
        /** as in `signin.travel` */
        id: string;
        /** as findings name it */
        rule_id: string;
        title: string;
        family: string;
        family_title: string;
        reads: string;
        learns: string;
        /** what the score counts */
        measure: string;
        tags: string[];
        /** `moves_after`: judged findings below which it stays as shipped */
        threshold: {
          shipped: number;
          now: number;
          moves_after: number;
        };
        /** so far */
        findings: Record<'informational' | 'low' | 'medium' | 'high' | 'critical', number>;
        /** findings that people judged, and how many of those would still come at the threshold now */
        judged: {
          useful: number;
          useful_kept: number;
          not_useful: number;
          not_useful_kept: number;
        };
        learning: {
          state: 'ready' | 'learning' | 'nothing-seen';
          since: string | null;
          /** event time before which it says nothing; null when not known */
          until: string | null;
          events: number;
          wanted: number;
        };
        /** null: never measured */
        figures: {
          /** of its family on real captures that others labelled; every other figure is on simulated data */
          captures: {
            captures: number;
            hits: number;
            findings: number;
          } | null;
          /** findings of this model that were of an attack */
          hits: number;
          /** of so many */
          findings: number;
          /** the same of all models of its family */
          family_hits: number;
          family_findings: number;
          /** findings a day that a person is taken to read of its family */
          budget: number;
          /** 0 to 1, of its family with thresholds lowered until it gives that many; null: it said nothing */
          precision_at_budget: number | null;
          /** attack steps that its family saw */
          steps_seen: number;
          /** of so many that its logs show */
          steps: number;
          /** false findings of its family on an ordinary day */
          false_per_day: number | null;
          /** attack steps that its family missed */
          missed: string[];
          /** what no figure says */
          limits: string[];
        } | null;
      }[];
    };
  };
  /** Takes model.read. */
  'GET /models/cards/{family}': {
    path: {
      family: 'signin' | 'process' | 'network' | 'records' | 'ransomware' | 'silence';
    };
    answer: unknown;
  };
  /** Takes self.read. */
  'GET /openapi.json': {
    answer: unknown;
  };
  /** Takes plan.carry-out. */
  'GET /orders': {
    answer: {
      items: {
        plan: string;
        action: string;
        wants: 'done' | 'undone';
        state: 'sent' | 'under-way' | 'done' | 'failed';
        blocks: {
          name: string;
          /** the zone in which they come in */
          from: string;
          sources: string[];
          destinations: string[];
          services: {
            protocol: 'tcp' | 'udp' | 'icmp' | 'any';
            /** first and last */
            ports?: [number, number] | undefined;
          }[];
        }[];
      }[];
    };
  };
  /** Takes person.read. */
  'GET /people': {
    answer: {
      items: {
        id: string;
        name: string;
        account: string;
        state: 'invited' | 'active' | 'disabled';
        memberships: {
          org: string;
          role: string;
        }[];
        /** how they can sign in */
        ways: {
          passkeys: number;
          code: boolean;
          organisation_account: boolean;
        };
        last_seen: string | null;
        created: string;
        created_by: string;
      }[];
      roles: {
        id: string;
        name: string;
        does: string;
      }[];
      organisations: {
        id: string;
        name: string;
      }[];
    };
  };
  /** Takes plan.read. */
  'GET /plans/{id}': {
    path: {
      id: string;
    };
    answer: {
      id: string;
      incident: string;
      made: string;
      made_by: string;
      proposal: {
        held: {
          assets: string[];
          accounts: string[];
          suppliers: string[];
        };
        unknown: string[];
        taken: string[];
        /** organisations whose directory is taken to be read: all accounts of it count as stolen, and new credentials of one alone help nobody */
        directories: string[];
        /** minutes looked ahead */
        horizon: number;
        /** nothing, everything, proposed */
        options: {
          name: 'nothing' | 'everything' | 'proposed';
          /** in the order in which they are needed */
          actions: {
            id: string;
            action: {
              kind: 'isolate-asset';
              asset: string;
            } | {
              kind: 'disable-account';
              account: string;
            } | {
              kind: 'reset-credentials';
              account: string;
            } | {
              kind: 'block-flow';
              flow: string;
              /** only these, by which intruders move; the rest of the flow goes on */
              ports: string[];
            } | {
              kind: 'quarantine-zone';
              zone: string;
            } | {
              kind: 'cut-link';
              organisation: string;
              other: string;
            } | {
              kind: 'cut-supplier';
              supplier: string;
            };
            title: string;
            /** patient-hours that it costs by itself */
            harm: number;
            needed_within: number | null;
            /** flows that it closes or narrows, why they are allowed, and the services that rest on them */
            breaks: {
              flow: string;
              purpose: string;
              for: string[];
            }[];
            /** flows of the last thirty days that it would break; null = nothing was watched that could tell, which is not the same as none */
            seen?: {
              flows: number;
              /** connections of them all */
              times: number;
              /** the most used of them */
              most: {
                from: string;
                to: string;
                /** protocol and port, such as `tcp 445` */
                service: string;
                /** connections since it was first seen */
                times: number;
                /** on how many of the last thirty days */
                days: number;
                last_seen: string;
                /** services that use either end themselves */
                for: string[];
              }[];
            } | null | undefined;
            roll_back: string;
          }[];
          /** those that suffer, each by the worse of both causes; the worst first */
          services: {
            service: string;
            name: string;
            urgency: number;
            by: 'attack' | 'containment';
            state: 'degraded' | 'stopped';
            /** how long it is reckoned to last */
            hours: number;
            /** in its care at this hour; null = nobody has counted */
            patients: number | null;
            /** on paper; null = nobody has agreed it */
            tolerable_minutes: number | null;
            /** patient-hours, weighted */
            harm: number;
          }[];
          /** those that lose something, the most urgent that stops first; left out of plans made before wards were reckoned */
          wards?: {
            ward: string;
            name: string;
            /** null = nobody has counted */
            beds: number | null;
            /** those whose patients lie there, as far as they suffer */
            services: {
              service: string;
              name: string;
              by: 'attack' | 'containment';
              state: 'degraded' | 'stopped';
            }[];
            /** of its devices, those that an intruder still gets */
            reached: number;
            /** of its devices, those that the actions take off the network */
            cut_off: number;
          }[] | undefined;
          /** that the intruder still gets at; left out likewise */
          records?: {
            /** what hurts most when it gets out first, then that of most people */
            systems: {
              system: string;
              name: string;
              records: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
              /** of those, what hurts a person most when others read it */
              sensitive: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
              /** null = nobody has counted */
              people: number | null;
              /** from when an intruder on one of its hosts could read, copy or alter them */
              read: {
                quick: number;
                likely: number | null;
                slow: number | null;
              } | null;
              /** from when nobody else gets at them: destroyed, encrypted or out of reach */
              lost: {
                quick: number;
                likely: number | null;
                slow: number | null;
              } | null;
            }[];
            /** reached, and nobody has said whether they hold anything of people */
            unsaid: {
              system: string;
              name: string;
            }[];
            /** the same person may be in several systems: at least the largest of them, at most their sum; of `uncounted` systems nobody has counted them */
            people: {
              at_least: number;
              at_most: number;
              uncounted: number;
            };
          } | undefined;
          /** patient-hours that the intruder would cost, as far as it still gets */
          attack_harm: number;
          /** patient-hours that the actions cost */
          containment_harm: number;
          assets_reached: number;
          accounts_reached: number;
        }[];
        bound: number;
        proved: boolean;
        /** whether whoever answers for clinical safety has confirmed the weights of harm */
        confirmed: boolean;
      };
      current: boolean;
      approval: {
        option: 'everything' | 'proposed';
        because: string;
        at: string;
        by: string;
        withdrawn: {
          at: string;
          by: string;
        } | null;
      } | null;
      acts: {
        action: string;
        done: {
          at: string;
          by: string;
        };
        undone: {
          at: string;
          by: string;
        } | null;
      }[];
    };
  };
  /** Takes plan.carry-out. */
  'GET /plans/{id}/commands': {
    path: {
      id: string;
    };
    query: {
      kind: 'pan-os' | 'fortigate' | 'cisco-asa' | 'cisco-ios' | 'nftables' | 'iptables';
      first?: string | undefined;
    };
    answer: {
      commands: {
        /** whom they are for, such as `Firewall (pan-os)` */
        where: string;
        note: string | null;
        apply: string;
        roll_back: string;
      }[];
      /** what could not be put into commands, and why */
      by_hand: string[];
    };
  };
  /** Takes plan.read. */
  'GET /plans/{id}/orders': {
    path: {
      id: string;
    };
    answer: {
      actuators: {
        name: string;
        kind: string;
        /** when it last answered, or asked */
        seen: string | null;
        /** why it does not work */
        error: string | null;
        /** it has not been heard of for so long that nothing sent to it may be counted on */
        silent: boolean;
      }[];
      actions: {
        action: string;
        /** those that would carry it out; empty where people do */
        actuators: string[];
        /** why no connector can */
        by_hand: string | null;
        /** services that rest on what it switches off */
        carries: {
          service: string;
          name: string;
          strength: 'stops' | 'degrades';
        }[];
      }[];
      orders: {
        action: string;
        actuator: string;
        wants: 'done' | 'undone';
        /** how far what is wanted is */
        state: 'sent' | 'under-way' | 'done' | 'failed';
        asked: {
          at: string;
          by: string;
        };
        changed: string;
        /** what the actuator said last: why it failed, what it waits for */
        said: string | null;
        /** the lines that it put in force */
        applied: string | null;
      }[];
    };
  };
  /** Takes recovery.read. */
  'GET /recoveries': {
    answer: {
      items: {
        id: string;
        title: string;
        incident: string | null;
        begun: string;
        begun_by: string;
        ended: {
          at: string;
          by: string;
          because: string;
        } | null;
        steps: number;
        back: number;
        verified: number;
      }[];
    };
  };
  /** Takes recovery.run. */
  'GET /recoveries/choices': {
    answer: {
      systems: {
        id: string;
        name: string;
        kind: string;
      }[];
      suppliers: {
        id: string;
        name: string;
      }[];
      sites: {
        id: string;
        name: string;
      }[];
      /** open ones */
      incidents: {
        id: string;
        name: string;
        /** those that rest on what the intruder holds */
        systems: string[];
      }[];
    };
  };
  /** Takes recovery.read. */
  'GET /recoveries/{id}': {
    path: {
      id: string;
    };
    answer: {
      recovery: {
        id: string;
        title: string;
        incident: string | null;
        begun: string;
        begun_by: string;
        ended: {
          at: string;
          by: string;
          because: string;
        } | null;
      };
      /** when this was reckoned */
      now: string;
      /** worst first */
      services: {
        id: string;
        name: string;
        urgency: number;
        state: 'stopped' | 'worse' | 'to verify' | 'running';
        /** since when it has not run as it should, without a break; null = it runs */
        since: string | null;
        /** how long that is */
        minutes: number;
        /** its time on paper; null where it is not on paper. `will pass`: even at the soonest it is back too late */
        paper: 'holds' | 'will pass' | 'passed' | 'unknown' | null;
        /** what it can bear on paper; null = nobody has agreed it */
        tolerable_minutes: number | null;
        /** from now, until all that it stops without is back; null once that is so */
        expected: {
          minutes: number;
          at_least: boolean;
        } | null;
        /** steps that are not back, in their order */
        waits_for: string[];
        /** the procedure on paper */
        fallback: string | null;
      }[];
      /** in the order in which to bring them back, then what is back */
      steps: {
        id: string;
        name: string;
        kind: 'system' | 'supplier';
        now: {
          state: 'down' | 'waiting' | 'restoring' | 'back' | 'verified';
          /** since when it is so */
          since: string;
          /** when that was said */
          said: string;
          by: string;
          note: string;
          /** to be named by whoever says something else */
          version: number;
        };
        /** what was said earlier, newest first */
        before: {
          state: 'down' | 'waiting' | 'restoring' | 'back' | 'verified';
          /** since when it is so */
          since: string;
          /** when that was said */
          said: string;
          by: string;
          note: string;
          /** to be named by whoever says something else */
          version: number;
        }[];
        /** its place among what is still to be brought back; null once it is back */
        turn: number | null;
        /** what has to be back before it */
        needs: string[];
        /** what it does not work without but that needs it in turn: brought up without at first */
        begins_without: string[];
        /** what waits for it */
        holds_up: string[];
        services: {
          service: string;
          name: string;
          strength: 'stops' | 'degrades';
        }[];
        /** why it stands where it does */
        reason: string;
        /** work that is left; null = nobody knows */
        minutes: number | null;
        /** from now, with a team for each thing that can be worked on; null once it is back */
        expected: {
          minutes: number;
          at_least: boolean;
        } | null;
        /** recovery time objective; null = none is agreed */
        objective_minutes: number | null;
        /** since it fell, until it was back */
        down_minutes: number;
        /** when restoring it was last tried; null = never, or nobody knows */
        tried_on: string | null;
        supplier: {
          name: string;
          contact: string | null;
        } | null;
        sites: string[];
        assets: {
          count: number;
          some: {
            id: string;
            hostname: string;
            location: string;
          }[];
        };
        suspects: {
          asset: string;
          hostname: string;
          standing: 'compromised' | 'suspected';
        }[];
      }[];
      /** what can be begun now and is not, in its order */
      next: string[];
      /** what each needs the others: none can be brought back first without help */
      rings: string[][];
      /** what more teams do not shorten, first to last */
      critical_path: string[];
      /** what fell and is no longer in the estate */
      gone: string[];
    };
  };
  /** Takes situation.read. */
  'GET /region': {
    answer: {
      items: {
        id: string;
        name: string;
        open_incidents: number;
        worst: {
          title: string;
          level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
          raised: string;
        } | null;
        /** null until somebody describes the hospital */
        services: {
          hit: number;
          reachable: number;
          unknown: number;
          clear: number;
        } | null;
        newest_event: string | null;
        /** what it received has not been looked at for a while: nothing of it is clear */
        behind: boolean;
      }[];
    };
  };
  /** Takes situation.read. */
  'GET /region/reach': {
    query?: {
      supplier?: string | undefined;
      hospital?: string | undefined;
      hours?: number | undefined;
    };
    answer: {
      from: string;
      /** hosts, accounts and suppliers that it begins with */
      held: number;
      hours: number;
      /** hospitals of which nobody can say */
      undescribed: string[];
      hospitals: {
        id: string;
        name: string;
        /** when the first host in its networks falls; null = none does */
        first: {
          quick: number;
          likely: number | null;
          slow: number | null;
        } | null;
        /** in its networks, partners’ among them, at the fastest pace */
        hosts: number;
        services: {
          name: string;
          urgency: number;
          degraded: {
            quick: number;
            likely: number | null;
            slow: number | null;
          } | null;
          stopped: {
            quick: number;
            likely: number | null;
            slow: number | null;
          } | null;
        }[];
      }[];
    };
  };
  /** Takes situation.read. */
  'GET /region/suppliers': {
    answer: {
      items: {
        id: string;
        name: string;
        hospitals: {
          id: string;
          name: string;
          accounts: number;
          ways_in: string[];
          /** that it provides or looks after */
          systems: number;
        }[];
      }[];
      /** hospitals that nobody has described: of these nothing is known */
      undescribed: string[];
      /** what hospitals say differently of the same partner or supplier; the first is believed */
      conflicts: number;
    };
  };
  /** Takes retention.read. */
  'GET /retention': {
    answer: {
      settings: {
        /** how long events are kept after they arrived; thirteen months, so that a season can be compared with the last */
        days: number;
        types: {
          /** log type, as cordon hunt shows it; * stands for anything, e.g. zeek|* */
          source: string;
          /** how long events of this type are kept; the first that fits decides */
          days: number;
        }[];
        /** how long findings are kept that are part of no incident; those of incidents stay with it */
        findings_days: number;
      };
      least_days: number;
      /** null: there was none yet */
      last_run: string | null;
      events: number;
      bytes: number;
      oldest: string | null;
      /** those in force */
      holds: {
        id: string;
        name: string;
        why: string;
        by: string;
        since: string;
        org: string | null;
        from: string | null;
        to: string | null;
        incident: string | null;
        released: {
          at: string;
          by: string;
          why: string;
        } | null;
      }[];
      /** segments from which something is missing that no entry of the ledger tells of: somebody else deleted it */
      unexplained: string[];
    };
  };
  /** Takes self.read. */
  'GET /roles': {
    answer: {
      items: {
        id: string;
        name: string;
        does: string;
        actions: string[];
      }[];
      /** actions for which people show again that it is them */
      step_up: string[];
    };
  };
  /** Takes rule.read. */
  'GET /rulebook': {
    answer: {
      /** where it is kept; rules and filters put into its `own` folder are taken up */
      folder: string;
      /** why the newest change on disk was not taken up */
      problem: string | null;
      packs: {
        version: string | null;
        licence: string | null;
        author: string | null;
        homepage: string | null;
        name: string;
        /** `cordon`: it comes with Cordon; `own`: written here */
        from: 'cordon' | 'own' | 'folder' | 'zip' | 'git';
        /** null for a pack that was not copied here */
        added: string | null;
        files: number;
        /** of the names and bytes of its files */
        sha256: string | null;
        /** of its rules until somebody chooses another */
        mode: 'enabled' | 'test' | 'disabled';
        choice: {
          mode: 'enabled' | 'test' | 'disabled';
          by: string;
          because: string;
          at: string;
        } | null;
        /** rules and correlations loaded from it, whatever their mode */
        rules: number;
        refused: number;
      }[];
      refused: {
        file: string;
        line: number;
        reason: string;
      }[];
    };
  };
  /** Takes rule.read. */
  'GET /rules': {
    query?: {
      q?: string | undefined;
      mode?: 'enabled' | 'test' | 'disabled' | undefined;
      pack?: string | undefined;
      sort?: 'hits' | 'title' | 'level' | undefined;
      limit?: number | undefined;
    };
    answer: {
      items: {
        id: string;
        title: string;
        kind: 'rule' | 'correlation';
        level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
        status: 'stable' | 'test' | 'experimental' | 'deprecated' | 'unsupported' | null;
        pack: string;
        mode: 'enabled' | 'test' | 'disabled';
        /** the log sources it is about, in words */
        source: string;
        /** matches in the last 30 days of events, hidden ones and those on test included */
        hits: number;
        /** event time, ISO 8601 */
        last_hit: string | null;
        source_seen: string | null;
        /** filters that apply to it */
        filters: number;
      }[];
      total: number;
      /** of all rules there are, whatever was asked for */
      counts: Record<'enabled' | 'test' | 'disabled', number>;
    };
  };
  /** Takes rule.read. */
  'GET /rules/{id}': {
    path: {
      id: string;
    };
    answer: {
      id: string;
      title: string;
      kind: 'rule' | 'correlation';
      level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
      status: 'stable' | 'test' | 'experimental' | 'deprecated' | 'unsupported' | null;
      pack: string;
      mode: 'enabled' | 'test' | 'disabled';
      /** the log sources it is about, in words */
      source: string;
      /** matches in the last 30 days of events, hidden ones and those on test included */
      hits: number;
      /** event time, ISO 8601 */
      last_hit: string | null;
      source_seen: string | null;
      /** filters that apply to it */
      filters: number;
      description: string | null;
      author: string | null;
      /** its own, else its pack's */
      licence: string | null;
      /** null: its usual mode */
      choice: {
        mode: 'enabled' | 'test' | 'disabled';
        by: string;
        because: string;
        at: string;
      } | null;
      /** the last 30 days with hits */
      days: {
        day: string;
        hits: number;
      }[];
      /** correlations that count it */
      rests: {
        id: string;
        title: string;
      }[];
      /** the rule as written (YAML) */
      text: string;
    };
  };
  /** Takes estate.read. */
  'GET /segmentation': {
    query?: {
      settle?: number | undefined;
      often?: number | undefined;
    };
    answer: {
      /** what is to be told of the flows that were seen, such as that they are simulated */
      about_seen: string | null;
      recommendation: {
        settle_days: number;
        /** a flow that was seen on fewer days is left to a person */
        often_days: number;
        /** null: nothing was observed, so nothing is known */
        observed: {
          from: string;
          to: string;
          days: number;
          flows: number;
        } | null;
        pairs: {
          from: string;
          to: string;
          /** stable: watched for so many days, with nothing new for as many; unwatched: nothing was seen either way, so nobody can say */
          state: 'stable' | 'settling' | 'unwatched';
          /** of the last thirty, on which something was seen between them */
          observed_days: number;
          /** since something was seen here for the first time */
          quiet_days: number;
          rules: number;
        }[];
        rules: {
          /** a zone, a system or an asset */
          from: string;
          to: string;
          from_zone: string;
          to_zone: string;
          protocol: 'tcp' | 'udp' | 'icmp' | 'any';
          /** as flows write them */
          ports: string[];
          /** seen: on enough days; needed: a service rests on it, though nobody saw it; stated: nothing watches there, so it stays */
          because: 'seen' | 'needed' | 'stated';
          /** flows of the estate that allow it today */
          stated: string[];
          /** connections since it was first seen */
          times: number;
          /** on which it was seen, of the last thirty */
          days: number;
          last_seen: string | null;
        }[];
        /** seen on too few days to be taken for usual */
        rare: {
          from: string;
          to: string;
          /** protocol and port, such as `tcp 445` */
          service: string;
          /** connections since it was first seen */
          times: number;
          /** on how many of the last thirty days */
          days: number;
          last_seen: string;
          /** services that use either end themselves */
          for: string[];
        }[];
        rare_count: number;
        unused: {
          flow: string;
          from: string;
          to: string;
          protocol: 'tcp' | 'udp' | 'icmp' | 'any';
          ports: string[];
          purpose: string;
        }[];
        /** seen, with an end in no zone that is known */
        unplaced: {
          flows: number;
          times: number;
        };
        /** seen, and kept by zones alone since there were too many pairs */
        folded: {
          flows: number;
          times: number;
        };
      };
      checks: {
        id: string;
        title: string;
        source: string;
        state: 'kept' | 'broken' | 'unknown';
        because: string[];
      }[];
      discovered: {
        address: string;
        zone: string;
        first_seen: string;
        last_seen: string;
        times: number;
        /** services that others called there, the most used first */
        answers_on: string[];
        /** services that it called, the most used first */
        calls: string[];
      }[];
      zones: {
        id: string;
        name: string;
      }[];
    };
  };
  /** Takes plan.carry-out. */
  'GET /segmentation/lines': {
    query: {
      settle?: number | undefined;
      often?: number | undefined;
      kind: 'pan-os' | 'fortigate' | 'cisco-asa' | 'cisco-ios' | 'nftables' | 'iptables';
      mode: 'visibility' | 'selective' | 'full';
      first?: string | undefined;
    };
    answer: {
      kind: 'pan-os' | 'fortigate' | 'cisco-asa' | 'cisco-ios' | 'nftables' | 'iptables';
      mode: 'visibility' | 'selective' | 'full';
      apply: string;
      roll_back: string;
      /** of zones between which, read back, exactly what was meant passes, and nothing else */
      pairs: number;
      rules: number;
      warnings: string[];
    };
  };
  /** Takes estate.read. */
  'GET /segmentation/simulation': {
    query?: {
      settle?: number | undefined;
      often?: number | undefined;
    };
    answer: {
      /** assets from which an intruder was let loose */
      starts: number;
      of_assets: number;
      /** whether whoever answers for clinical safety has confirmed the weights of harm */
      confirmed: boolean;
      /** visibility, selective, full */
      scores: {
        mode: 'visibility' | 'selective' | 'full';
        /** on which something is denied */
        pairs: number;
        /** that an intruder can reach within a day: from the best, the middle and the worst start */
        assets: {
          low: number;
          middle: number;
          high: number;
        };
        /** that stop, likewise */
        services: {
          low: number;
          middle: number;
          high: number;
        };
        /** that it would cost, weighted as plans reckon them, likewise */
        patient_hours: {
          low: number;
          middle: number;
          high: number;
        };
        /** flows of the last thirty days that it would deny, the most used first */
        breaks: {
          from: string;
          to: string;
          /** protocol and port, such as `tcp 445` */
          service: string;
          /** connections since it was first seen */
          times: number;
          /** on how many of the last thirty days */
          days: number;
          last_seen: string;
          /** services that use either end themselves */
          for: string[];
        }[];
        breaks_count: number;
        breaks_times: number;
      }[];
    };
  };
  /** Takes open. */
  'GET /session': {
    answer: {
      state: 'signed-out';
      first_run: boolean;
      demonstration: boolean;
      organisation_accounts: {
        id: string;
        name: string;
      }[];
    } | {
      state: 'signed-in';
      person: {
        id: string;
        name: string;
        account: string;
      };
      method: 'passkey' | 'code and TOTP' | 'code and recovery code' | 'organisation account' | 'break-glass' | 'demonstration link';
      /** their names, in the organisation on screen */
      roles: string[];
      organisation: string;
      organisations: {
        id: string;
        name: string;
      }[];
      /** what may be done, with stepping up where that is needed */
      actions: string[];
      stepped_up_until: string | null;
      ends: string;
      /** how they can sign in */
      ways: {
        passkeys: number;
        code: boolean;
        organisation_account: boolean;
      };
      break_glass: {
        id: string;
        name: string;
        because: string;
        at: string;
        review_due: string;
      }[];
    };
  };
  /** Takes open. */
  'GET /sign-in/organisation/{id}': {
    path: {
      id: string;
    };
    answer: unknown;
  };
  /** Takes open. */
  'GET /sign-in/organisation/{id}/return': {
    path: {
      id: string;
    };
    answer: unknown;
  };
  /** Takes situation.read. */
  'GET /situation': {
    answer: {
      organisation: {
        name: string;
        ods_code: string;
      } | null;
      demonstration: {
        scenario: string;
        clock: string | null;
        progress: number;
        speed: number;
        finished: boolean;
      } | null;
      behind: {
        since: string;
        batches: number;
      } | null;
      now: string | null;
      /** worst first */
      open_incidents: {
        id: string;
        title: string;
        level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
        status: 'open' | 'closed';
        first_event: string;
        raised: string;
        last_event: string;
        raised_because: string;
        summary: string;
        tactics: string[];
        entities: {
          kind: 'asset' | 'host' | 'account' | 'address';
          id: string;
          name: string;
          zone: string | null;
          first_seen: string;
          last_seen: string;
          findings: number;
          standing: 'compromised' | 'suspected' | 'touched';
          /** what all signals on it add up to, faded to the last one; 40 is as much as one high finding */
          risk: number;
        }[];
        services: {
          service: string;
          name: string;
          urgency: number;
          state: 'hit' | 'reachable';
          strength: 'stops' | 'degrades';
          steps: number;
          steps_to_stop?: number | null | undefined;
          via_asset: string;
          path: {
            from: string;
            to: string;
            flow: string;
            port: string;
          }[];
          dependency: string[];
        }[];
        actions: {
          text: string;
          why: string;
          cost: string[];
        }[];
        finding_count: number;
      }[];
      /** hosts and accounts on which signals add up, heaviest first */
      watched: {
        kind: 'asset' | 'host' | 'account' | 'address';
        id: string;
        name: string;
        zone: string | null;
        /** what all signals on it add up to, faded to the last one; 40 is as much as one high finding */
        risk: number;
        last_seen: string;
        signals: {
          title: string;
          level: 'informational' | 'low' | 'medium' | 'high' | 'critical';
          at: string;
          weight: number;
        }[];
        incident: string | null;
      }[];
      findings_by_level: Record<'informational' | 'low' | 'medium' | 'high' | 'critical', number>;
      trend: {
        time: string;
        counts: Record<'informational' | 'low' | 'medium' | 'high' | 'critical', number>;
      }[];
      services: {
        id: string;
        name: string;
        urgency: number;
        state: 'hit' | 'reachable' | 'clear' | 'unknown';
        incident: string | null;
        steps: number | null;
      }[];
      sources: {
        key: string;
        format: string;
        events: number;
        last_event: string | null;
        unreadable: number;
      }[];
      events: number;
      rules: {
        loaded: number;
        refused: number;
      };
    };
  };
  /** Takes source.read. */
  'GET /sources': {
    answer: {
      now: string;
      /** batches received and not yet worked through */
      waiting: number;
      items: {
        /** the name it sends under */
        key: string;
        format: string;
        events: number;
        bytes: number;
        unreadable: number;
        /** records that were sent again, and counted once */
        repeated: number;
        /** newest time in its records */
        last_event: string | null;
        /** when something of it last arrived; null: before this was noted */
        last_received: string | null;
        delay: number | null;
        /** events, over the last five whole minutes */
        per_minute: number;
        minutes: number[];
        /** the newest of them, with the reason */
        losses: {
          /** when it was received, ISO 8601 */
          at: string;
          where: string;
          what: string;
        }[];
      }[];
      pulled: {
        /** the name its events are shown under */
        source: string;
        kind: string;
        /** seconds between two times of asking */
        every: number;
        last_run: string | null;
        last_success: string | null;
        next_run: string;
        /** in a row */
        failures: number;
        /** why the last run failed, in words; null: it did not */
        error: string | null;
        /** more was there when the last run ended */
        behind: boolean;
        /** nothing asked when it was time */
        overdue: boolean;
      }[];
    };
  };
  /** Takes estate.read. */
  'GET /spread': {
    query?: {
      /** hosts, accounts and suppliers, by id or name, with commas between */
      from?: string | undefined;
      incident?: string | undefined;
      hours?: number | undefined;
    };
    answer: {
      unknown: string[];
      /** minutes looked ahead */
      horizon: number;
      /** the most urgent first, then the soonest */
      services: {
        service: string;
        name: string;
        urgency: number;
        degraded: {
          quick: number;
          likely: number | null;
          slow: number | null;
        } | null;
        stopped: {
          quick: number;
          likely: number | null;
          slow: number | null;
        } | null;
        /** one example, at the quick pace, of how it first suffers */
        because: ({
          kind: 'network';
          from: string;
          to: string;
          flow: string;
          technique: string;
          name: string;
          /** the account that was used; null where a flaw was */
          account: string | null;
        } | {
          kind: 'credentials';
          /** the asset, the account that may replicate the directory, or the supplier */
          from: string;
          account: string;
          technique: string;
          name: string;
        } | {
          kind: 'entry';
          /** the account, or the supplier, that comes in */
          from: string;
          to: string;
          /** the way in, as the register of entries names it */
          entry: string;
          technique: string;
          name: string;
        } | {
          kind: 'rests-on';
          from: string;
          to: string;
        })[];
      }[];
      /** those in which something stops, the most urgent first; then those that are reached first */
      wards: {
        ward: string;
        name: string;
        site: string;
        /** null = nobody has counted */
        beds: number | null;
        /** that stand there */
        devices: number;
        /** of those, by the horizon at the quick pace */
        fallen: number;
        /** when the first of them falls; null = none does */
        first: {
          quick: number;
          likely: number | null;
          slow: number | null;
        } | null;
        /** those whose patients lie there, as far as they suffer */
        services: {
          service: string;
          name: string;
          degraded: {
            quick: number;
            likely: number | null;
            slow: number | null;
          } | null;
          stopped: {
            quick: number;
            likely: number | null;
            slow: number | null;
          } | null;
        }[];
      }[];
      /** of the assets that fall, how many stand on no ward that is known */
      off_wards: {
        /** in a place that is no ward, such as a data centre */
        elsewhere: number;
        /** nobody says where they stand */
        unknown: number;
      };
      records: {
        /** what hurts most when it gets out first, then that of most people */
        systems: {
          system: string;
          name: string;
          records: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
          /** of those, what hurts a person most when others read it */
          sensitive: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
          /** null = nobody has counted */
          people: number | null;
          /** from when an intruder on one of its hosts could read, copy or alter them */
          read: {
            quick: number;
            likely: number | null;
            slow: number | null;
          } | null;
          /** from when nobody else gets at them: destroyed, encrypted or out of reach */
          lost: {
            quick: number;
            likely: number | null;
            slow: number | null;
          } | null;
        }[];
        /** reached, and nobody has said whether they hold anything of people */
        unsaid: {
          system: string;
          name: string;
        }[];
        /** the same person may be in several systems: at least the largest of them, at most their sum; of `uncounted` systems nobody has counted them */
        people: {
          at_least: number;
          at_most: number;
          uncounted: number;
        };
      };
      /** what the intruder is taken to hold at the beginning */
      named: {
        kind: 'asset' | 'account' | 'supplier';
        id: string;
        name: string;
        zone: string | null;
      }[];
      paces: {
        quick: {
          /** minutes, rising, from 0; where nothing falls there is none */
          moments: number[];
          assets: number[];
          accounts: number[];
          zones: {
            zone: string;
            assets: number[];
          }[];
          wards: {
            ward: string;
            assets: number[];
          }[];
        };
        likely: {
          /** minutes, rising, from 0; where nothing falls there is none */
          moments: number[];
          assets: number[];
          accounts: number[];
          zones: {
            zone: string;
            assets: number[];
          }[];
          wards: {
            ward: string;
            assets: number[];
          }[];
        };
        slow: {
          /** minutes, rising, from 0; where nothing falls there is none */
          moments: number[];
          assets: number[];
          accounts: number[];
          zones: {
            zone: string;
            assets: number[];
          }[];
          wards: {
            ward: string;
            assets: number[];
          }[];
        };
      };
    };
  };
  /** Takes situation.read. */
  'GET /stream': {
    answer: unknown;
  };
  /** Takes token.read. */
  'GET /tokens': {
    answer: {
      items: {
        id: string;
        name: string;
        org: string;
        scopes: ('logs.write' | 'metrics.read' | 'overview.read' | 'findings.read' | 'plans.carry-out')[];
        created: string;
        created_by: string;
        expires: string | null;
        revoked: string | null;
        /** to the minute */
        last_used: string | null;
      }[];
    };
  };
  /** Takes webhook.read. */
  'GET /webhooks': {
    answer: {
      items: {
        id: string;
        url: string;
        events: ('incident.raised' | 'incident.worse' | 'plan.approved' | 'plan.withdrawn' | 'break-glass.used')[];
        made: string;
        made_by: string;
        /** why nothing is sent */
        stopped: string | null;
        /** the newest twenty */
        deliveries: {
          id: string;
          event: string;
          made: string;
          state: 'waiting' | 'delivered' | 'given up';
          tries: number;
          next_try: string | null;
          last_answer: string | null;
        }[];
      }[];
    };
  };
  /** Takes plan.read. */
  'GET /what-if': {
    query: {
      /** hosts, accounts and suppliers, by id or name, with commas between */
      from: string;
      hours?: number | undefined;
    };
    answer: {
      held: {
        assets: string[];
        accounts: string[];
        suppliers: string[];
      };
      unknown: string[];
      taken: string[];
      /** organisations whose directory is taken to be read: all accounts of it count as stolen, and new credentials of one alone help nobody */
      directories: string[];
      /** minutes looked ahead */
      horizon: number;
      /** nothing, everything, proposed */
      options: {
        name: 'nothing' | 'everything' | 'proposed';
        /** in the order in which they are needed */
        actions: {
          id: string;
          action: {
            kind: 'isolate-asset';
            asset: string;
          } | {
            kind: 'disable-account';
            account: string;
          } | {
            kind: 'reset-credentials';
            account: string;
          } | {
            kind: 'block-flow';
            flow: string;
            /** only these, by which intruders move; the rest of the flow goes on */
            ports: string[];
          } | {
            kind: 'quarantine-zone';
            zone: string;
          } | {
            kind: 'cut-link';
            organisation: string;
            other: string;
          } | {
            kind: 'cut-supplier';
            supplier: string;
          };
          title: string;
          /** patient-hours that it costs by itself */
          harm: number;
          needed_within: number | null;
          /** flows that it closes or narrows, why they are allowed, and the services that rest on them */
          breaks: {
            flow: string;
            purpose: string;
            for: string[];
          }[];
          /** flows of the last thirty days that it would break; null = nothing was watched that could tell, which is not the same as none */
          seen?: {
            flows: number;
            /** connections of them all */
            times: number;
            /** the most used of them */
            most: {
              from: string;
              to: string;
              /** protocol and port, such as `tcp 445` */
              service: string;
              /** connections since it was first seen */
              times: number;
              /** on how many of the last thirty days */
              days: number;
              last_seen: string;
              /** services that use either end themselves */
              for: string[];
            }[];
          } | null | undefined;
          roll_back: string;
        }[];
        /** those that suffer, each by the worse of both causes; the worst first */
        services: {
          service: string;
          name: string;
          urgency: number;
          by: 'attack' | 'containment';
          state: 'degraded' | 'stopped';
          /** how long it is reckoned to last */
          hours: number;
          /** in its care at this hour; null = nobody has counted */
          patients: number | null;
          /** on paper; null = nobody has agreed it */
          tolerable_minutes: number | null;
          /** patient-hours, weighted */
          harm: number;
        }[];
        /** those that lose something, the most urgent that stops first; left out of plans made before wards were reckoned */
        wards?: {
          ward: string;
          name: string;
          /** null = nobody has counted */
          beds: number | null;
          /** those whose patients lie there, as far as they suffer */
          services: {
            service: string;
            name: string;
            by: 'attack' | 'containment';
            state: 'degraded' | 'stopped';
          }[];
          /** of its devices, those that an intruder still gets */
          reached: number;
          /** of its devices, those that the actions take off the network */
          cut_off: number;
        }[] | undefined;
        /** that the intruder still gets at; left out likewise */
        records?: {
          /** what hurts most when it gets out first, then that of most people */
          systems: {
            system: string;
            name: string;
            records: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
            /** of those, what hurts a person most when others read it */
            sensitive: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
            /** null = nobody has counted */
            people: number | null;
            /** from when an intruder on one of its hosts could read, copy or alter them */
            read: {
              quick: number;
              likely: number | null;
              slow: number | null;
            } | null;
            /** from when nobody else gets at them: destroyed, encrypted or out of reach */
            lost: {
              quick: number;
              likely: number | null;
              slow: number | null;
            } | null;
          }[];
          /** reached, and nobody has said whether they hold anything of people */
          unsaid: {
            system: string;
            name: string;
          }[];
          /** the same person may be in several systems: at least the largest of them, at most their sum; of `uncounted` systems nobody has counted them */
          people: {
            at_least: number;
            at_most: number;
            uncounted: number;
          };
        } | undefined;
        /** patient-hours that the intruder would cost, as far as it still gets */
        attack_harm: number;
        /** patient-hours that the actions cost */
        containment_harm: number;
        assets_reached: number;
        accounts_reached: number;
      }[];
      bound: number;
      proved: boolean;
      /** whether whoever answers for clinical safety has confirmed the weights of harm */
      confirmed: boolean;
    };
  };
  /** Takes backup.make. */
  'POST /backups': {
    answer: {
      name: string;
      /** on this machine; to be removed once it is in a file */
      folder: string;
    };
  };
  /** Takes break-glass.issue. */
  'POST /break-glass/codes': {
    body: {
      count: number;
    };
    answer: {
      codes: {
        id: string;
        code: string;
      }[];
    };
  };
  /** Takes break-glass.review. */
  'POST /break-glass/{id}/review': {
    path: {
      id: string;
    };
    body: {
      review: string;
    };
    answer: undefined;
  };
  /** Takes estate.import. */
  'POST /estate/imports': {
    query: {
      /** of the file, as people know it */
      name: string;
      source?: string | undefined;
      /** its kind, where the content does not tell */
      as?: string | undefined;
      /** what the columns of a table mean, as YAML or JSON */
      mapping?: string | undefined;
      /** only show what it would change */
      dry?: '1' | undefined;
    };
    body: string | Uint8Array;
    answer: {
      source: string;
      parts: {
        file: string;
        kind: string;
        title: string;
        /** how many, by what they are about */
        claims: Record<string, number>;
      }[];
      /** members and sheets that nothing knows; they were left out */
      unknown_files: string[];
      claims: {
        new: number;
        changed: number;
        same: number;
        /** the source said it before and says it no more */
        vanished: number;
      };
      assets: {
        before: number;
        after: number;
        appeared: string[];
        appeared_count: number;
        gone: string[];
        gone_count: number;
        changed: {
          asset: string;
          field: string;
          was: string | null;
          is: string | null;
          source: string | null;
        }[];
        changed_count: number;
        conflicts: {
          asset: string;
          field: string;
          believed: {
            value: string;
            source: string;
          };
          others: {
            value: string;
            source: string;
          }[];
        }[];
        conflict_count: number;
        /** assets of which nobody states it, by field */
        unknown: Record<string, number>;
      };
      problems: {
        file: string;
        /** from 1; 0 is the file as a whole */
        line: number;
        reason: string;
      }[];
      problem_count: number;
    };
  };
  /** Takes estate.import. */
  'POST /estate/imports/tables': {
    query: {
      /** of the file, as people know it */
      name: string;
      /** what the columns of a table mean, as YAML or JSON */
      mapping?: string | undefined;
    };
    body: string | Uint8Array;
    answer: {
      items: {
        name: string;
        /** from 1 */
        header_line: number;
        columns: {
          column: string;
          /** null: it is left out */
          means: 'hostname' | 'kind' | 'os' | 'support_ends' | 'zone' | 'site' | 'system' | 'location' | 'notes' | 'manufacturer' | 'model' | 'serial' | 'firmware' | 'owner' | 'power' | 'sensor' | 'attached_to' | 'address' | 'mac' | 'uuid' | 'seen_at' | null;
          because: 'heading' | 'content' | 'stated' | null;
          example: string;
        }[];
        before: {
          line: number;
          cells: string[];
        }[];
        after: {
          line: number;
          known_as: string[];
          /** null: nothing says which device it is */
          fields: Record<string, string> | null;
        }[];
        /** words for kinds that mean none of the estate’s */
        unknown_kinds: string[];
      }[];
    };
  };
  /** Takes estate.import. */
  'POST /estate/sightings/add': {
    body: {
      keys: readonly string[];
      /** only show what it would change */
      dry?: boolean | undefined;
    };
    answer: {
      source: string;
      parts: {
        file: string;
        kind: string;
        title: string;
        /** how many, by what they are about */
        claims: Record<string, number>;
      }[];
      /** members and sheets that nothing knows; they were left out */
      unknown_files: string[];
      claims: {
        new: number;
        changed: number;
        same: number;
        /** the source said it before and says it no more */
        vanished: number;
      };
      assets: {
        before: number;
        after: number;
        appeared: string[];
        appeared_count: number;
        gone: string[];
        gone_count: number;
        changed: {
          asset: string;
          field: string;
          was: string | null;
          is: string | null;
          source: string | null;
        }[];
        changed_count: number;
        conflicts: {
          asset: string;
          field: string;
          believed: {
            value: string;
            source: string;
          };
          others: {
            value: string;
            source: string;
          }[];
        }[];
        conflict_count: number;
        /** assets of which nobody states it, by field */
        unknown: Record<string, number>;
      };
      problems: {
        file: string;
        /** from 1; 0 is the file as a whole */
        line: number;
        reason: string;
      }[];
      problem_count: number;
    };
  };
  /** Takes estate.import. */
  'POST /estate/sightings/ignore': {
    body: {
      keys: readonly string[];
      because: string;
    };
    answer: {
      /** on which nobody has decided, those seen last first */
      items: {
        /** its kind and name, such as `address 10.64.85.250` */
        key: string;
        kind: 'address' | 'host' | 'account';
        name: string;
        /** null: nobody can tell */
        zone: string | null;
        first_seen: string | null;
        last_seen: string;
        /** what it was seen to do */
        told: string;
      }[];
      /** that are in the estate because somebody added them here */
      added: {
        /** its kind and name, such as `address 10.64.85.250` */
        key: string;
        kind: 'address' | 'host' | 'account';
        name: string;
        /** null: nobody can tell */
        zone: string | null;
        first_seen: string | null;
        last_seen: string;
        /** what it was seen to do */
        told: string;
      }[];
      ignored: {
        /** its kind and name, such as `address 10.64.85.250` */
        key: string;
        because: string;
        at: string;
        by: string;
      }[];
    };
  };
  /** Takes estate.import. */
  'POST /estate/sightings/undo': {
    body: {
      keys: readonly string[];
    };
    answer: {
      /** on which nobody has decided, those seen last first */
      items: {
        /** its kind and name, such as `address 10.64.85.250` */
        key: string;
        kind: 'address' | 'host' | 'account';
        name: string;
        /** null: nobody can tell */
        zone: string | null;
        first_seen: string | null;
        last_seen: string;
        /** what it was seen to do */
        told: string;
      }[];
      /** that are in the estate because somebody added them here */
      added: {
        /** its kind and name, such as `address 10.64.85.250` */
        key: string;
        kind: 'address' | 'host' | 'account';
        name: string;
        /** null: nobody can tell */
        zone: string | null;
        first_seen: string | null;
        last_seen: string;
        /** what it was seen to do */
        told: string;
      }[];
      ignored: {
        /** its kind and name, such as `address 10.64.85.250` */
        key: string;
        because: string;
        at: string;
        by: string;
      }[];
    };
  };
  /** Takes event.read. */
  'POST /explain': {
    body: {
      /** id of a stored event */
      event: string;
      /** id of a loaded rule */
      rule: string;
      /** the event's own time, so that not all of the store need be searched */
      time?: string | null | undefined;
    };
    answer: {
      rule: {
        id: string;
        title: string;
        kind: 'rule' | 'correlation';
        mode: 'enabled' | 'test' | 'disabled';
        /** what it is about, in words */
        logsource: string;
      };
      /** where the event came from, as rules are routed */
      source: string;
      /** null for a correlation, which is about several events together */
      explanation: {
        /** whether the rule is about this log source; nothing else counts if not */
        applies: boolean;
        matches: boolean;
        condition: string;
        /** what the event itself must say to belong to the log source */
        routing: {
          /** as the record names it; null for the whole record */
          field: string | null;
          test: string;
          wanted: string;
          /** null: the record has no such field */
          found: string | null;
          holds: boolean;
        }[];
        selections: {
          selection: string;
          holds: boolean;
          tests: {
            /** as the record names it; null for the whole record */
            field: string | null;
            test: string;
            wanted: string;
            /** null: the record has no such field */
            found: string | null;
            holds: boolean;
          }[];
        }[];
      } | null;
      /** filters that hide this match today */
      hidden_by: {
        id: string;
        title: string;
      }[];
      /** the rules that a correlation counts: ask about one of these */
      counts: {
        id: string;
        title: string;
      }[];
    };
  };
  /** Takes rule.tune. */
  'POST /filters': {
    body: {
      finding: string;
      fields: readonly string[];
      /** this rule, or every rule of its log source */
      scope: 'rule' | 'any';
      owner: string;
      because: string;
      /** the last day on which it hides */
      until: string;
    };
    answer: {
      id: string;
    };
  };
  /** Takes rule.tune. */
  'POST /filters/preview': {
    body: {
      finding: string;
      fields: readonly string[];
      /** this rule, or every rule of its log source */
      scope: 'rule' | 'any';
      owner: string;
      because: string;
      /** the last day on which it hides */
      until: string;
    };
    answer: {
      text: string;
      looked: number;
      hides: number;
      examples: {
        id: string;
        title: string;
        time: string | null;
        host: string | null;
        account: string | null;
      }[];
    };
  };
  /** Takes finding.judge. */
  'POST /findings/{id}/feedback': {
    path: {
      id: string;
    };
    body: {
      useful: boolean;
      because?: string | undefined;
    };
    answer: {
      feedback: {
        useful: boolean;
        /** always said when not useful */
        because: string | null;
        by: string;
        /** ISO 8601 */
        at: string;
      };
      model: {
        /** as in `signin.travel` */
        id: string;
        /** as findings name it */
        rule_id: string;
        title: string;
        family: string;
        family_title: string;
        reads: string;
        learns: string;
        /** what the score counts */
        measure: string;
        tags: string[];
        /** `moves_after`: judged findings below which it stays as shipped */
        threshold: {
          shipped: number;
          now: number;
          moves_after: number;
        };
        /** so far */
        findings: Record<'informational' | 'low' | 'medium' | 'high' | 'critical', number>;
        /** findings that people judged, and how many of those would still come at the threshold now */
        judged: {
          useful: number;
          useful_kept: number;
          not_useful: number;
          not_useful_kept: number;
        };
        learning: {
          state: 'ready' | 'learning' | 'nothing-seen';
          since: string | null;
          /** event time before which it says nothing; null when not known */
          until: string | null;
          events: number;
          wanted: number;
        };
        /** null: never measured */
        figures: {
          /** of its family on real captures that others labelled; every other figure is on simulated data */
          captures: {
            captures: number;
            hits: number;
            findings: number;
          } | null;
          /** findings of this model that were of an attack */
          hits: number;
          /** of so many */
          findings: number;
          /** the same of all models of its family */
          family_hits: number;
          family_findings: number;
          /** findings a day that a person is taken to read of its family */
          budget: number;
          /** 0 to 1, of its family with thresholds lowered until it gives that many; null: it said nothing */
          precision_at_budget: number | null;
          /** attack steps that its family saw */
          steps_seen: number;
          /** of so many that its logs show */
          steps: number;
          /** false findings of its family on an ordinary day */
          false_per_day: number | null;
          /** attack steps that its family missed */
          missed: string[];
          /** what no figure says */
          limits: string[];
        } | null;
      } | null;
    };
  };
  /** Takes hold.add. */
  'POST /holds': {
    body: {
      /** what people call it, e.g. a case number */
      name: string;
      why: string;
      /** null: every organisation */
      org?: string | null | undefined;
      /** inclusive */
      from?: string | null | undefined;
      /** exclusive */
      to?: string | null | undefined;
      /** id of an incident, and the time around it */
      incident?: string | null | undefined;
    };
    answer: {
      id: string;
      name: string;
      why: string;
      by: string;
      since: string;
      org: string | null;
      from: string | null;
      to: string | null;
      incident: string | null;
      released: {
        at: string;
        by: string;
        why: string;
      } | null;
    };
  };
  /** Takes hold.release. */
  'POST /holds/{id}/release': {
    path: {
      id: string;
    };
    body: {
      why: string;
    };
    answer: {
      id: string;
      name: string;
      why: string;
      by: string;
      since: string;
      org: string | null;
      from: string | null;
      to: string | null;
      incident: string | null;
      released: {
        at: string;
        by: string;
        why: string;
      } | null;
    };
  };
  /** Takes plan.propose. */
  'POST /incidents/{id}/plans': {
    path: {
      id: string;
    };
    body: {
      /** hours to look ahead */
      hours?: number | undefined;
      /** no more actions than this */
      at_most?: number | undefined;
      /** hosts, accounts and suppliers that are taken to be held as well, with commas between */
      also?: string | undefined;
    };
    answer: {
      id: string;
      incident: string;
      made: string;
      made_by: string;
      proposal: {
        held: {
          assets: string[];
          accounts: string[];
          suppliers: string[];
        };
        unknown: string[];
        taken: string[];
        /** organisations whose directory is taken to be read: all accounts of it count as stolen, and new credentials of one alone help nobody */
        directories: string[];
        /** minutes looked ahead */
        horizon: number;
        /** nothing, everything, proposed */
        options: {
          name: 'nothing' | 'everything' | 'proposed';
          /** in the order in which they are needed */
          actions: {
            id: string;
            action: {
              kind: 'isolate-asset';
              asset: string;
            } | {
              kind: 'disable-account';
              account: string;
            } | {
              kind: 'reset-credentials';
              account: string;
            } | {
              kind: 'block-flow';
              flow: string;
              /** only these, by which intruders move; the rest of the flow goes on */
              ports: string[];
            } | {
              kind: 'quarantine-zone';
              zone: string;
            } | {
              kind: 'cut-link';
              organisation: string;
              other: string;
            } | {
              kind: 'cut-supplier';
              supplier: string;
            };
            title: string;
            /** patient-hours that it costs by itself */
            harm: number;
            needed_within: number | null;
            /** flows that it closes or narrows, why they are allowed, and the services that rest on them */
            breaks: {
              flow: string;
              purpose: string;
              for: string[];
            }[];
            /** flows of the last thirty days that it would break; null = nothing was watched that could tell, which is not the same as none */
            seen?: {
              flows: number;
              /** connections of them all */
              times: number;
              /** the most used of them */
              most: {
                from: string;
                to: string;
                /** protocol and port, such as `tcp 445` */
                service: string;
                /** connections since it was first seen */
                times: number;
                /** on how many of the last thirty days */
                days: number;
                last_seen: string;
                /** services that use either end themselves */
                for: string[];
              }[];
            } | null | undefined;
            roll_back: string;
          }[];
          /** those that suffer, each by the worse of both causes; the worst first */
          services: {
            service: string;
            name: string;
            urgency: number;
            by: 'attack' | 'containment';
            state: 'degraded' | 'stopped';
            /** how long it is reckoned to last */
            hours: number;
            /** in its care at this hour; null = nobody has counted */
            patients: number | null;
            /** on paper; null = nobody has agreed it */
            tolerable_minutes: number | null;
            /** patient-hours, weighted */
            harm: number;
          }[];
          /** those that lose something, the most urgent that stops first; left out of plans made before wards were reckoned */
          wards?: {
            ward: string;
            name: string;
            /** null = nobody has counted */
            beds: number | null;
            /** those whose patients lie there, as far as they suffer */
            services: {
              service: string;
              name: string;
              by: 'attack' | 'containment';
              state: 'degraded' | 'stopped';
            }[];
            /** of its devices, those that an intruder still gets */
            reached: number;
            /** of its devices, those that the actions take off the network */
            cut_off: number;
          }[] | undefined;
          /** that the intruder still gets at; left out likewise */
          records?: {
            /** what hurts most when it gets out first, then that of most people */
            systems: {
              system: string;
              name: string;
              records: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
              /** of those, what hurts a person most when others read it */
              sensitive: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
              /** null = nobody has counted */
              people: number | null;
              /** from when an intruder on one of its hosts could read, copy or alter them */
              read: {
                quick: number;
                likely: number | null;
                slow: number | null;
              } | null;
              /** from when nobody else gets at them: destroyed, encrypted or out of reach */
              lost: {
                quick: number;
                likely: number | null;
                slow: number | null;
              } | null;
            }[];
            /** reached, and nobody has said whether they hold anything of people */
            unsaid: {
              system: string;
              name: string;
            }[];
            /** the same person may be in several systems: at least the largest of them, at most their sum; of `uncounted` systems nobody has counted them */
            people: {
              at_least: number;
              at_most: number;
              uncounted: number;
            };
          } | undefined;
          /** patient-hours that the intruder would cost, as far as it still gets */
          attack_harm: number;
          /** patient-hours that the actions cost */
          containment_harm: number;
          assets_reached: number;
          accounts_reached: number;
        }[];
        bound: number;
        proved: boolean;
        /** whether whoever answers for clinical safety has confirmed the weights of harm */
        confirmed: boolean;
      };
      current: boolean;
      approval: {
        option: 'everything' | 'proposed';
        because: string;
        at: string;
        by: string;
        withdrawn: {
          at: string;
          by: string;
        } | null;
      } | null;
      acts: {
        action: string;
        done: {
          at: string;
          by: string;
        };
        undone: {
          at: string;
          by: string;
        } | null;
      }[];
    };
  };
  /** Takes key.manage. */
  'POST /keys/destroy': {
    body: {
      of: string;
      /** one key; null: every key of theirs */
      key: string | null;
      because: string;
    };
    answer: {
      destroyed: string[];
    };
  };
  /** Takes key.manage. */
  'POST /keys/rotate': {
    body: {
      /** whose key; null: the root key, which guards all of them */
      of: string | null;
      because: string;
    };
    answer: undefined;
  };
  /** Takes logs.write. */
  'POST /logs': {
    query: {
      /** what to call the source, e.g. windows/security.ndjson */
      name: string;
    };
    body: string | Uint8Array;
    answer: {
      received: number;
    };
  };
  /** Takes self.change. */
  'POST /me/code': {
    body: {
      ceremony: string;
      otp: string;
    };
    answer: undefined;
  };
  /** Takes self.change. */
  'POST /me/code/options': {
    answer: {
      ceremony: string;
      code: string;
      /** otpauth:// */
      totp_uri: string;
      /** base32, for typing */
      totp_secret: string;
      /** rows of 0 and 1 */
      qr: string[];
      recovery_codes: string[];
    };
  };
  /** Takes self.change. */
  'POST /me/passkeys': {
    body: {
      name: string;
      answer: {
        ceremony: string;
        response: {
          id: string;
          rawId: string;
          type: 'public-key';
          response: Record<string, unknown>;
          clientExtensionResults?: Record<string, unknown> | undefined;
          authenticatorAttachment?: string | undefined;
        };
      };
    };
    answer: undefined;
  };
  /** Takes self.change. */
  'POST /me/passkeys/options': {
    answer: {
      ceremony: string;
      options: Record<string, Json>;
    };
  };
  /** Takes patient.read. */
  'POST /patients/open': {
    body: {
      /** where they were shown: a finding's id, `hunt` */
      where: string;
      sealed: readonly string[];
    };
    answer: {
      patients: {
        sealed: string;
        /** null: its key was destroyed, or it is no sealed text */
        opened: string | null;
      }[];
    };
  };
  /** Takes person.manage. */
  'POST /people': {
    body: {
      name: string;
      account: string;
      memberships: readonly {
        org: string;
        role: string;
      }[];
    };
    answer: {
      person: {
        id: string;
        name: string;
        account: string;
        state: 'invited' | 'active' | 'disabled';
        memberships: {
          org: string;
          role: string;
        }[];
        /** how they can sign in */
        ways: {
          passkeys: number;
          code: boolean;
          organisation_account: boolean;
        };
        last_seen: string | null;
        created: string;
        created_by: string;
      };
      link: string;
      ends: string;
    };
  };
  /** Takes person.manage. */
  'POST /people/{id}/invitation': {
    path: {
      id: string;
    };
    answer: {
      person: {
        id: string;
        name: string;
        account: string;
        state: 'invited' | 'active' | 'disabled';
        memberships: {
          org: string;
          role: string;
        }[];
        /** how they can sign in */
        ways: {
          passkeys: number;
          code: boolean;
          organisation_account: boolean;
        };
        last_seen: string | null;
        created: string;
        created_by: string;
      };
      link: string;
      ends: string;
    };
  };
  /** Takes plan.carry-out. */
  'POST /plans/{id}/actions/{action}/done': {
    path: {
      id: string;
      action: string;
    };
    answer: {
      id: string;
      incident: string;
      made: string;
      made_by: string;
      proposal: {
        held: {
          assets: string[];
          accounts: string[];
          suppliers: string[];
        };
        unknown: string[];
        taken: string[];
        /** organisations whose directory is taken to be read: all accounts of it count as stolen, and new credentials of one alone help nobody */
        directories: string[];
        /** minutes looked ahead */
        horizon: number;
        /** nothing, everything, proposed */
        options: {
          name: 'nothing' | 'everything' | 'proposed';
          /** in the order in which they are needed */
          actions: {
            id: string;
            action: {
              kind: 'isolate-asset';
              asset: string;
            } | {
              kind: 'disable-account';
              account: string;
            } | {
              kind: 'reset-credentials';
              account: string;
            } | {
              kind: 'block-flow';
              flow: string;
              /** only these, by which intruders move; the rest of the flow goes on */
              ports: string[];
            } | {
              kind: 'quarantine-zone';
              zone: string;
            } | {
              kind: 'cut-link';
              organisation: string;
              other: string;
            } | {
              kind: 'cut-supplier';
              supplier: string;
            };
            title: string;
            /** patient-hours that it costs by itself */
            harm: number;
            needed_within: number | null;
            /** flows that it closes or narrows, why they are allowed, and the services that rest on them */
            breaks: {
              flow: string;
              purpose: string;
              for: string[];
            }[];
            /** flows of the last thirty days that it would break; null = nothing was watched that could tell, which is not the same as none */
            seen?: {
              flows: number;
              /** connections of them all */
              times: number;
              /** the most used of them */
              most: {
                from: string;
                to: string;
                /** protocol and port, such as `tcp 445` */
                service: string;
                /** connections since it was first seen */
                times: number;
                /** on how many of the last thirty days */
                days: number;
                last_seen: string;
                /** services that use either end themselves */
                for: string[];
              }[];
            } | null | undefined;
            roll_back: string;
          }[];
          /** those that suffer, each by the worse of both causes; the worst first */
          services: {
            service: string;
            name: string;
            urgency: number;
            by: 'attack' | 'containment';
            state: 'degraded' | 'stopped';
            /** how long it is reckoned to last */
            hours: number;
            /** in its care at this hour; null = nobody has counted */
            patients: number | null;
            /** on paper; null = nobody has agreed it */
            tolerable_minutes: number | null;
            /** patient-hours, weighted */
            harm: number;
          }[];
          /** those that lose something, the most urgent that stops first; left out of plans made before wards were reckoned */
          wards?: {
            ward: string;
            name: string;
            /** null = nobody has counted */
            beds: number | null;
            /** those whose patients lie there, as far as they suffer */
            services: {
              service: string;
              name: string;
              by: 'attack' | 'containment';
              state: 'degraded' | 'stopped';
            }[];
            /** of its devices, those that an intruder still gets */
            reached: number;
            /** of its devices, those that the actions take off the network */
            cut_off: number;
          }[] | undefined;
          /** that the intruder still gets at; left out likewise */
          records?: {
            /** what hurts most when it gets out first, then that of most people */
            systems: {
              system: string;
              name: string;
              records: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
              /** of those, what hurts a person most when others read it */
              sensitive: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
              /** null = nobody has counted */
              people: number | null;
              /** from when an intruder on one of its hosts could read, copy or alter them */
              read: {
                quick: number;
                likely: number | null;
                slow: number | null;
              } | null;
              /** from when nobody else gets at them: destroyed, encrypted or out of reach */
              lost: {
                quick: number;
                likely: number | null;
                slow: number | null;
              } | null;
            }[];
            /** reached, and nobody has said whether they hold anything of people */
            unsaid: {
              system: string;
              name: string;
            }[];
            /** the same person may be in several systems: at least the largest of them, at most their sum; of `uncounted` systems nobody has counted them */
            people: {
              at_least: number;
              at_most: number;
              uncounted: number;
            };
          } | undefined;
          /** patient-hours that the intruder would cost, as far as it still gets */
          attack_harm: number;
          /** patient-hours that the actions cost */
          containment_harm: number;
          assets_reached: number;
          accounts_reached: number;
        }[];
        bound: number;
        proved: boolean;
        /** whether whoever answers for clinical safety has confirmed the weights of harm */
        confirmed: boolean;
      };
      current: boolean;
      approval: {
        option: 'everything' | 'proposed';
        because: string;
        at: string;
        by: string;
        withdrawn: {
          at: string;
          by: string;
        } | null;
      } | null;
      acts: {
        action: string;
        done: {
          at: string;
          by: string;
        };
        undone: {
          at: string;
          by: string;
        } | null;
      }[];
    };
  };
  /** Takes plan.carry-out. */
  'POST /plans/{id}/actions/{action}/undone': {
    path: {
      id: string;
      action: string;
    };
    answer: {
      id: string;
      incident: string;
      made: string;
      made_by: string;
      proposal: {
        held: {
          assets: string[];
          accounts: string[];
          suppliers: string[];
        };
        unknown: string[];
        taken: string[];
        /** organisations whose directory is taken to be read: all accounts of it count as stolen, and new credentials of one alone help nobody */
        directories: string[];
        /** minutes looked ahead */
        horizon: number;
        /** nothing, everything, proposed */
        options: {
          name: 'nothing' | 'everything' | 'proposed';
          /** in the order in which they are needed */
          actions: {
            id: string;
            action: {
              kind: 'isolate-asset';
              asset: string;
            } | {
              kind: 'disable-account';
              account: string;
            } | {
              kind: 'reset-credentials';
              account: string;
            } | {
              kind: 'block-flow';
              flow: string;
              /** only these, by which intruders move; the rest of the flow goes on */
              ports: string[];
            } | {
              kind: 'quarantine-zone';
              zone: string;
            } | {
              kind: 'cut-link';
              organisation: string;
              other: string;
            } | {
              kind: 'cut-supplier';
              supplier: string;
            };
            title: string;
            /** patient-hours that it costs by itself */
            harm: number;
            needed_within: number | null;
            /** flows that it closes or narrows, why they are allowed, and the services that rest on them */
            breaks: {
              flow: string;
              purpose: string;
              for: string[];
            }[];
            /** flows of the last thirty days that it would break; null = nothing was watched that could tell, which is not the same as none */
            seen?: {
              flows: number;
              /** connections of them all */
              times: number;
              /** the most used of them */
              most: {
                from: string;
                to: string;
                /** protocol and port, such as `tcp 445` */
                service: string;
                /** connections since it was first seen */
                times: number;
                /** on how many of the last thirty days */
                days: number;
                last_seen: string;
                /** services that use either end themselves */
                for: string[];
              }[];
            } | null | undefined;
            roll_back: string;
          }[];
          /** those that suffer, each by the worse of both causes; the worst first */
          services: {
            service: string;
            name: string;
            urgency: number;
            by: 'attack' | 'containment';
            state: 'degraded' | 'stopped';
            /** how long it is reckoned to last */
            hours: number;
            /** in its care at this hour; null = nobody has counted */
            patients: number | null;
            /** on paper; null = nobody has agreed it */
            tolerable_minutes: number | null;
            /** patient-hours, weighted */
            harm: number;
          }[];
          /** those that lose something, the most urgent that stops first; left out of plans made before wards were reckoned */
          wards?: {
            ward: string;
            name: string;
            /** null = nobody has counted */
            beds: number | null;
            /** those whose patients lie there, as far as they suffer */
            services: {
              service: string;
              name: string;
              by: 'attack' | 'containment';
              state: 'degraded' | 'stopped';
            }[];
            /** of its devices, those that an intruder still gets */
            reached: number;
            /** of its devices, those that the actions take off the network */
            cut_off: number;
          }[] | undefined;
          /** that the intruder still gets at; left out likewise */
          records?: {
            /** what hurts most when it gets out first, then that of most people */
            systems: {
              system: string;
              name: string;
              records: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
              /** of those, what hurts a person most when others read it */
              sensitive: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
              /** null = nobody has counted */
              people: number | null;
              /** from when an intruder on one of its hosts could read, copy or alter them */
              read: {
                quick: number;
                likely: number | null;
                slow: number | null;
              } | null;
              /** from when nobody else gets at them: destroyed, encrypted or out of reach */
              lost: {
                quick: number;
                likely: number | null;
                slow: number | null;
              } | null;
            }[];
            /** reached, and nobody has said whether they hold anything of people */
            unsaid: {
              system: string;
              name: string;
            }[];
            /** the same person may be in several systems: at least the largest of them, at most their sum; of `uncounted` systems nobody has counted them */
            people: {
              at_least: number;
              at_most: number;
              uncounted: number;
            };
          } | undefined;
          /** patient-hours that the intruder would cost, as far as it still gets */
          attack_harm: number;
          /** patient-hours that the actions cost */
          containment_harm: number;
          assets_reached: number;
          accounts_reached: number;
        }[];
        bound: number;
        proved: boolean;
        /** whether whoever answers for clinical safety has confirmed the weights of harm */
        confirmed: boolean;
      };
      current: boolean;
      approval: {
        option: 'everything' | 'proposed';
        because: string;
        at: string;
        by: string;
        withdrawn: {
          at: string;
          by: string;
        } | null;
      } | null;
      acts: {
        action: string;
        done: {
          at: string;
          by: string;
        };
        undone: {
          at: string;
          by: string;
        } | null;
      }[];
    };
  };
  /** Takes plan.approve. */
  'POST /plans/{id}/approval': {
    path: {
      id: string;
    };
    body: {
      option: 'everything' | 'proposed';
      because: string;
    };
    answer: {
      id: string;
      incident: string;
      made: string;
      made_by: string;
      proposal: {
        held: {
          assets: string[];
          accounts: string[];
          suppliers: string[];
        };
        unknown: string[];
        taken: string[];
        /** organisations whose directory is taken to be read: all accounts of it count as stolen, and new credentials of one alone help nobody */
        directories: string[];
        /** minutes looked ahead */
        horizon: number;
        /** nothing, everything, proposed */
        options: {
          name: 'nothing' | 'everything' | 'proposed';
          /** in the order in which they are needed */
          actions: {
            id: string;
            action: {
              kind: 'isolate-asset';
              asset: string;
            } | {
              kind: 'disable-account';
              account: string;
            } | {
              kind: 'reset-credentials';
              account: string;
            } | {
              kind: 'block-flow';
              flow: string;
              /** only these, by which intruders move; the rest of the flow goes on */
              ports: string[];
            } | {
              kind: 'quarantine-zone';
              zone: string;
            } | {
              kind: 'cut-link';
              organisation: string;
              other: string;
            } | {
              kind: 'cut-supplier';
              supplier: string;
            };
            title: string;
            /** patient-hours that it costs by itself */
            harm: number;
            needed_within: number | null;
            /** flows that it closes or narrows, why they are allowed, and the services that rest on them */
            breaks: {
              flow: string;
              purpose: string;
              for: string[];
            }[];
            /** flows of the last thirty days that it would break; null = nothing was watched that could tell, which is not the same as none */
            seen?: {
              flows: number;
              /** connections of them all */
              times: number;
              /** the most used of them */
              most: {
                from: string;
                to: string;
                /** protocol and port, such as `tcp 445` */
                service: string;
                /** connections since it was first seen */
                times: number;
                /** on how many of the last thirty days */
                days: number;
                last_seen: string;
                /** services that use either end themselves */
                for: string[];
              }[];
            } | null | undefined;
            roll_back: string;
          }[];
          /** those that suffer, each by the worse of both causes; the worst first */
          services: {
            service: string;
            name: string;
            urgency: number;
            by: 'attack' | 'containment';
            state: 'degraded' | 'stopped';
            /** how long it is reckoned to last */
            hours: number;
            /** in its care at this hour; null = nobody has counted */
            patients: number | null;
            /** on paper; null = nobody has agreed it */
            tolerable_minutes: number | null;
            /** patient-hours, weighted */
            harm: number;
          }[];
          /** those that lose something, the most urgent that stops first; left out of plans made before wards were reckoned */
          wards?: {
            ward: string;
            name: string;
            /** null = nobody has counted */
            beds: number | null;
            /** those whose patients lie there, as far as they suffer */
            services: {
              service: string;
              name: string;
              by: 'attack' | 'containment';
              state: 'degraded' | 'stopped';
            }[];
            /** of its devices, those that an intruder still gets */
            reached: number;
            /** of its devices, those that the actions take off the network */
            cut_off: number;
          }[] | undefined;
          /** that the intruder still gets at; left out likewise */
          records?: {
            /** what hurts most when it gets out first, then that of most people */
            systems: {
              system: string;
              name: string;
              records: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
              /** of those, what hurts a person most when others read it */
              sensitive: ('identity' | 'appointments' | 'notes' | 'letters' | 'observations' | 'prescriptions' | 'results' | 'images' | 'sexual-health' | 'mental-health' | 'safeguarding' | 'genetic' | 'staff')[];
              /** null = nobody has counted */
              people: number | null;
              /** from when an intruder on one of its hosts could read, copy or alter them */
              read: {
                quick: number;
                likely: number | null;
                slow: number | null;
              } | null;
              /** from when nobody else gets at them: destroyed, encrypted or out of reach */
              lost: {
                quick: number;
                likely: number | null;
                slow: number | null;
              } | null;
            }[];
            /** reached, and nobody has said whether they hold anything of people */
            unsaid: {
              system: string;
              name: string;
            }[];
            /** the same person may be in several systems: at least the largest of them, at most their sum; of `uncounted` systems nobody has counted them */
            people: {
              at_least: number;
              at_most: number;
              uncounted: number;
            };
          } | undefined;
          /** patient-hours that the intruder would cost, as far as it still gets */
          attack_harm: number;
          /** patient-hours that the actions cost */
          containment_harm: number;
          assets_reached: number;
          accounts_reached: number;
        }[];
        bound: number;
        proved: boolean;
        /** whether whoever answers for clinical safety has confirmed the weights of harm */
        confirmed: boolean;
      };
      current: boolean;
      approval: {
        option: 'everything' | 'proposed';
        because: string;
        at: string;
        by: string;
        withdrawn: {
          at: string;
          by: string;
        } | null;
      } | null;
      acts: {
        action: string;
        done: {
          at: string;
          by: string;
        };
        undone: {
          at: string;
          by: string;
        } | null;
      }[];
    };
  };
  /** Takes plan.order. */
  'POST /plans/{id}/orders': {
    path: {
      id: string;
    };
    body: {
      /** in the order in which they are begun */
      actions: readonly string[];
      /** services that rest on what is switched off, as somebody was told */
      knowing?: readonly string[] | undefined;
    };
    answer: {
      actuators: {
        name: string;
        kind: string;
        /** when it last answered, or asked */
        seen: string | null;
        /** why it does not work */
        error: string | null;
        /** it has not been heard of for so long that nothing sent to it may be counted on */
        silent: boolean;
      }[];
      actions: {
        action: string;
        /** those that would carry it out; empty where people do */
        actuators: string[];
        /** why no connector can */
        by_hand: string | null;
        /** services that rest on what it switches off */
        carries: {
          service: string;
          name: string;
          strength: 'stops' | 'degrades';
        }[];
      }[];
      orders: {
        action: string;
        actuator: string;
        wants: 'done' | 'undone';
        /** how far what is wanted is */
        state: 'sent' | 'under-way' | 'done' | 'failed';
        asked: {
          at: string;
          by: string;
        };
        changed: string;
        /** what the actuator said last: why it failed, what it waits for */
        said: string | null;
        /** the lines that it put in force */
        applied: string | null;
      }[];
    };
  };
  /** Takes plan.order. */
  'POST /plans/{id}/orders/taken-back': {
    path: {
      id: string;
    };
    body: {
      actions: readonly string[];
    };
    answer: {
      actuators: {
        name: string;
        kind: string;
        /** when it last answered, or asked */
        seen: string | null;
        /** why it does not work */
        error: string | null;
        /** it has not been heard of for so long that nothing sent to it may be counted on */
        silent: boolean;
      }[];
      actions: {
        action: string;
        /** those that would carry it out; empty where people do */
        actuators: string[];
        /** why no connector can */
        by_hand: string | null;
        /** services that rest on what it switches off */
        carries: {
          service: string;
          name: string;
          strength: 'stops' | 'degrades';
        }[];
      }[];
      orders: {
        action: string;
        actuator: string;
        wants: 'done' | 'undone';
        /** how far what is wanted is */
        state: 'sent' | 'under-way' | 'done' | 'failed';
        asked: {
          at: string;
          by: string;
        };
        changed: string;
        /** what the actuator said last: why it failed, what it waits for */
        said: string | null;
        /** the lines that it put in force */
        applied: string | null;
      }[];
    };
  };
  /** Takes plan.carry-out. */
  'POST /plans/{id}/orders/{action}/report': {
    path: {
      id: string;
      action: string;
    };
    body: {
      /** what it was asked for when it began */
      wanted: 'done' | 'undone';
      state: 'done' | 'failed';
      said?: string | null | undefined;
      /** the lines, as they are in force */
      applied?: string | null | undefined;
    };
    answer: undefined;
  };
  /** Takes recovery.run. */
  'POST /recoveries': {
    body: {
      title: string;
      incident?: string | undefined;
      /** systems, suppliers, assets, sites or zones */
      lost: readonly string[];
      /** when it fell; now, where left out */
      since?: string | undefined;
      note?: string | undefined;
    };
    answer: {
      recovery: {
        id: string;
        title: string;
        incident: string | null;
        begun: string;
        begun_by: string;
        ended: {
          at: string;
          by: string;
          because: string;
        } | null;
      };
      /** when this was reckoned */
      now: string;
      /** worst first */
      services: {
        id: string;
        name: string;
        urgency: number;
        state: 'stopped' | 'worse' | 'to verify' | 'running';
        /** since when it has not run as it should, without a break; null = it runs */
        since: string | null;
        /** how long that is */
        minutes: number;
        /** its time on paper; null where it is not on paper. `will pass`: even at the soonest it is back too late */
        paper: 'holds' | 'will pass' | 'passed' | 'unknown' | null;
        /** what it can bear on paper; null = nobody has agreed it */
        tolerable_minutes: number | null;
        /** from now, until all that it stops without is back; null once that is so */
        expected: {
          minutes: number;
          at_least: boolean;
        } | null;
        /** steps that are not back, in their order */
        waits_for: string[];
        /** the procedure on paper */
        fallback: string | null;
      }[];
      /** in the order in which to bring them back, then what is back */
      steps: {
        id: string;
        name: string;
        kind: 'system' | 'supplier';
        now: {
          state: 'down' | 'waiting' | 'restoring' | 'back' | 'verified';
          /** since when it is so */
          since: string;
          /** when that was said */
          said: string;
          by: string;
          note: string;
          /** to be named by whoever says something else */
          version: number;
        };
        /** what was said earlier, newest first */
        before: {
          state: 'down' | 'waiting' | 'restoring' | 'back' | 'verified';
          /** since when it is so */
          since: string;
          /** when that was said */
          said: string;
          by: string;
          note: string;
          /** to be named by whoever says something else */
          version: number;
        }[];
        /** its place among what is still to be brought back; null once it is back */
        turn: number | null;
        /** what has to be back before it */
        needs: string[];
        /** what it does not work without but that needs it in turn: brought up without at first */
        begins_without: string[];
        /** what waits for it */
        holds_up: string[];
        services: {
          service: string;
          name: string;
          strength: 'stops' | 'degrades';
        }[];
        /** why it stands where it does */
        reason: string;
        /** work that is left; null = nobody knows */
        minutes: number | null;
        /** from now, with a team for each thing that can be worked on; null once it is back */
        expected: {
          minutes: number;
          at_least: boolean;
        } | null;
        /** recovery time objective; null = none is agreed */
        objective_minutes: number | null;
        /** since it fell, until it was back */
        down_minutes: number;
        /** when restoring it was last tried; null = never, or nobody knows */
        tried_on: string | null;
        supplier: {
          name: string;
          contact: string | null;
        } | null;
        sites: string[];
        assets: {
          count: number;
          some: {
            id: string;
            hostname: string;
            location: string;
          }[];
        };
        suspects: {
          asset: string;
          hostname: string;
          standing: 'compromised' | 'suspected';
        }[];
      }[];
      /** what can be begun now and is not, in its order */
      next: string[];
      /** what each needs the others: none can be brought back first without help */
      rings: string[][];
      /** what more teams do not shorten, first to last */
      critical_path: string[];
      /** what fell and is no longer in the estate */
      gone: string[];
    };
  };
  /** Takes recovery.run. */
  'POST /recoveries/{id}/end': {
    path: {
      id: string;
    };
    body: {
      because: string;
    };
    answer: {
      recovery: {
        id: string;
        title: string;
        incident: string | null;
        begun: string;
        begun_by: string;
        ended: {
          at: string;
          by: string;
          because: string;
        } | null;
      };
      /** when this was reckoned */
      now: string;
      /** worst first */
      services: {
        id: string;
        name: string;
        urgency: number;
        state: 'stopped' | 'worse' | 'to verify' | 'running';
        /** since when it has not run as it should, without a break; null = it runs */
        since: string | null;
        /** how long that is */
        minutes: number;
        /** its time on paper; null where it is not on paper. `will pass`: even at the soonest it is back too late */
        paper: 'holds' | 'will pass' | 'passed' | 'unknown' | null;
        /** what it can bear on paper; null = nobody has agreed it */
        tolerable_minutes: number | null;
        /** from now, until all that it stops without is back; null once that is so */
        expected: {
          minutes: number;
          at_least: boolean;
        } | null;
        /** steps that are not back, in their order */
        waits_for: string[];
        /** the procedure on paper */
        fallback: string | null;
      }[];
      /** in the order in which to bring them back, then what is back */
      steps: {
        id: string;
        name: string;
        kind: 'system' | 'supplier';
        now: {
          state: 'down' | 'waiting' | 'restoring' | 'back' | 'verified';
          /** since when it is so */
          since: string;
          /** when that was said */
          said: string;
          by: string;
          note: string;
          /** to be named by whoever says something else */
          version: number;
        };
        /** what was said earlier, newest first */
        before: {
          state: 'down' | 'waiting' | 'restoring' | 'back' | 'verified';
          /** since when it is so */
          since: string;
          /** when that was said */
          said: string;
          by: string;
          note: string;
          /** to be named by whoever says something else */
          version: number;
        }[];
        /** its place among what is still to be brought back; null once it is back */
        turn: number | null;
        /** what has to be back before it */
        needs: string[];
        /** what it does not work without but that needs it in turn: brought up without at first */
        begins_without: string[];
        /** what waits for it */
        holds_up: string[];
        services: {
          service: string;
          name: string;
          strength: 'stops' | 'degrades';
        }[];
        /** why it stands where it does */
        reason: string;
        /** work that is left; null = nobody knows */
        minutes: number | null;
        /** from now, with a team for each thing that can be worked on; null once it is back */
        expected: {
          minutes: number;
          at_least: boolean;
        } | null;
        /** recovery time objective; null = none is agreed */
        objective_minutes: number | null;
        /** since it fell, until it was back */
        down_minutes: number;
        /** when restoring it was last tried; null = never, or nobody knows */
        tried_on: string | null;
        supplier: {
          name: string;
          contact: string | null;
        } | null;
        sites: string[];
        assets: {
          count: number;
          some: {
            id: string;
            hostname: string;
            location: string;
          }[];
        };
        suspects: {
          asset: string;
          hostname: string;
          standing: 'compromised' | 'suspected';
        }[];
      }[];
      /** what can be begun now and is not, in its order */
      next: string[];
      /** what each needs the others: none can be brought back first without help */
      rings: string[][];
      /** what more teams do not shorten, first to last */
      critical_path: string[];
      /** what fell and is no longer in the estate */
      gone: string[];
    };
  };
  /** Takes recovery.run. */
  'POST /recoveries/{id}/steps': {
    path: {
      id: string;
    };
    body: {
      /** systems, suppliers, assets, sites or zones */
      lost: readonly string[];
      /** when it fell; now, where left out */
      since?: string | undefined;
      note?: string | undefined;
    };
    answer: {
      recovery: {
        id: string;
        title: string;
        incident: string | null;
        begun: string;
        begun_by: string;
        ended: {
          at: string;
          by: string;
          because: string;
        } | null;
      };
      /** when this was reckoned */
      now: string;
      /** worst first */
      services: {
        id: string;
        name: string;
        urgency: number;
        state: 'stopped' | 'worse' | 'to verify' | 'running';
        /** since when it has not run as it should, without a break; null = it runs */
        since: string | null;
        /** how long that is */
        minutes: number;
        /** its time on paper; null where it is not on paper. `will pass`: even at the soonest it is back too late */
        paper: 'holds' | 'will pass' | 'passed' | 'unknown' | null;
        /** what it can bear on paper; null = nobody has agreed it */
        tolerable_minutes: number | null;
        /** from now, until all that it stops without is back; null once that is so */
        expected: {
          minutes: number;
          at_least: boolean;
        } | null;
        /** steps that are not back, in their order */
        waits_for: string[];
        /** the procedure on paper */
        fallback: string | null;
      }[];
      /** in the order in which to bring them back, then what is back */
      steps: {
        id: string;
        name: string;
        kind: 'system' | 'supplier';
        now: {
          state: 'down' | 'waiting' | 'restoring' | 'back' | 'verified';
          /** since when it is so */
          since: string;
          /** when that was said */
          said: string;
          by: string;
          note: string;
          /** to be named by whoever says something else */
          version: number;
        };
        /** what was said earlier, newest first */
        before: {
          state: 'down' | 'waiting' | 'restoring' | 'back' | 'verified';
          /** since when it is so */
          since: string;
          /** when that was said */
          said: string;
          by: string;
          note: string;
          /** to be named by whoever says something else */
          version: number;
        }[];
        /** its place among what is still to be brought back; null once it is back */
        turn: number | null;
        /** what has to be back before it */
        needs: string[];
        /** what it does not work without but that needs it in turn: brought up without at first */
        begins_without: string[];
        /** what waits for it */
        holds_up: string[];
        services: {
          service: string;
          name: string;
          strength: 'stops' | 'degrades';
        }[];
        /** why it stands where it does */
        reason: string;
        /** work that is left; null = nobody knows */
        minutes: number | null;
        /** from now, with a team for each thing that can be worked on; null once it is back */
        expected: {
          minutes: number;
          at_least: boolean;
        } | null;
        /** recovery time objective; null = none is agreed */
        objective_minutes: number | null;
        /** since it fell, until it was back */
        down_minutes: number;
        /** when restoring it was last tried; null = never, or nobody knows */
        tried_on: string | null;
        supplier: {
          name: string;
          contact: string | null;
        } | null;
        sites: string[];
        assets: {
          count: number;
          some: {
            id: string;
            hostname: string;
            location: string;
          }[];
        };
        suspects: {
          asset: string;
          hostname: string;
          standing: 'compromised' | 'suspected';
        }[];
      }[];
      /** what can be begun now and is not, in its order */
      next: string[];
      /** what each needs the others: none can be brought back first without help */
      rings: string[][];
      /** what more teams do not shorten, first to last */
      critical_path: string[];
      /** what fell and is no longer in the estate */
      gone: string[];
    };
  };
  /** Takes recovery.run. */
  'POST /recoveries/{id}/steps/{step}': {
    path: {
      id: string;
      step: string;
    };
    body: {
      state: 'down' | 'waiting' | 'restoring' | 'back';
      /** since when it is so; now, where left out */
      since?: string | undefined;
      note?: string | undefined;
      /** of what is said of it now */
      version: number;
    };
    answer: {
      recovery: {
        id: string;
        title: string;
        incident: string | null;
        begun: string;
        begun_by: string;
        ended: {
          at: string;
          by: string;
          because: string;
        } | null;
      };
      /** when this was reckoned */
      now: string;
      /** worst first */
      services: {
        id: string;
        name: string;
        urgency: number;
        state: 'stopped' | 'worse' | 'to verify' | 'running';
        /** since when it has not run as it should, without a break; null = it runs */
        since: string | null;
        /** how long that is */
        minutes: number;
        /** its time on paper; null where it is not on paper. `will pass`: even at the soonest it is back too late */
        paper: 'holds' | 'will pass' | 'passed' | 'unknown' | null;
        /** what it can bear on paper; null = nobody has agreed it */
        tolerable_minutes: number | null;
        /** from now, until all that it stops without is back; null once that is so */
        expected: {
          minutes: number;
          at_least: boolean;
        } | null;
        /** steps that are not back, in their order */
        waits_for: string[];
        /** the procedure on paper */
        fallback: string | null;
      }[];
      /** in the order in which to bring them back, then what is back */
      steps: {
        id: string;
        name: string;
        kind: 'system' | 'supplier';
        now: {
          state: 'down' | 'waiting' | 'restoring' | 'back' | 'verified';
          /** since when it is so */
          since: string;
          /** when that was said */
          said: string;
          by: string;
          note: string;
          /** to be named by whoever says something else */
          version: number;
        };
        /** what was said earlier, newest first */
        before: {
          state: 'down' | 'waiting' | 'restoring' | 'back' | 'verified';
          /** since when it is so */
          since: string;
          /** when that was said */
          said: string;
          by: string;
          note: string;
          /** to be named by whoever says something else */
          version: number;
        }[];
        /** its place among what is still to be brought back; null once it is back */
        turn: number | null;
        /** what has to be back before it */
        needs: string[];
        /** what it does not work without but that needs it in turn: brought up without at first */
        begins_without: string[];
        /** what waits for it */
        holds_up: string[];
        services: {
          service: string;
          name: string;
          strength: 'stops' | 'degrades';
        }[];
        /** why it stands where it does */
        reason: string;
        /** work that is left; null = nobody knows */
        minutes: number | null;
        /** from now, with a team for each thing that can be worked on; null once it is back */
        expected: {
          minutes: number;
          at_least: boolean;
        } | null;
        /** recovery time objective; null = none is agreed */
        objective_minutes: number | null;
        /** since it fell, until it was back */
        down_minutes: number;
        /** when restoring it was last tried; null = never, or nobody knows */
        tried_on: string | null;
        supplier: {
          name: string;
          contact: string | null;
        } | null;
        sites: string[];
        assets: {
          count: number;
          some: {
            id: string;
            hostname: string;
            location: string;
          }[];
        };
        suspects: {
          asset: string;
          hostname: string;
          standing: 'compromised' | 'suspected';
        }[];
      }[];
      /** what can be begun now and is not, in its order */
      next: string[];
      /** what each needs the others: none can be brought back first without help */
      rings: string[][];
      /** what more teams do not shorten, first to last */
      critical_path: string[];
      /** what fell and is no longer in the estate */
      gone: string[];
    };
  };
  /** Takes recovery.verify. */
  'POST /recoveries/{id}/steps/{step}/check': {
    path: {
      id: string;
      step: string;
    };
    body: {
      works: boolean;
      note?: string | undefined;
      /** of what is said of it now */
      version: number;
    };
    answer: {
      recovery: {
        id: string;
        title: string;
        incident: string | null;
        begun: string;
        begun_by: string;
        ended: {
          at: string;
          by: string;
          because: string;
        } | null;
      };
      /** when this was reckoned */
      now: string;
      /** worst first */
      services: {
        id: string;
        name: string;
        urgency: number;
        state: 'stopped' | 'worse' | 'to verify' | 'running';
        /** since when it has not run as it should, without a break; null = it runs */
        since: string | null;
        /** how long that is */
        minutes: number;
        /** its time on paper; null where it is not on paper. `will pass`: even at the soonest it is back too late */
        paper: 'holds' | 'will pass' | 'passed' | 'unknown' | null;
        /** what it can bear on paper; null = nobody has agreed it */
        tolerable_minutes: number | null;
        /** from now, until all that it stops without is back; null once that is so */
        expected: {
          minutes: number;
          at_least: boolean;
        } | null;
        /** steps that are not back, in their order */
        waits_for: string[];
        /** the procedure on paper */
        fallback: string | null;
      }[];
      /** in the order in which to bring them back, then what is back */
      steps: {
        id: string;
        name: string;
        kind: 'system' | 'supplier';
        now: {
          state: 'down' | 'waiting' | 'restoring' | 'back' | 'verified';
          /** since when it is so */
          since: string;
          /** when that was said */
          said: string;
          by: string;
          note: string;
          /** to be named by whoever says something else */
          version: number;
        };
        /** what was said earlier, newest first */
        before: {
          state: 'down' | 'waiting' | 'restoring' | 'back' | 'verified';
          /** since when it is so */
          since: string;
          /** when that was said */
          said: string;
          by: string;
          note: string;
          /** to be named by whoever says something else */
          version: number;
        }[];
        /** its place among what is still to be brought back; null once it is back */
        turn: number | null;
        /** what has to be back before it */
        needs: string[];
        /** what it does not work without but that needs it in turn: brought up without at first */
        begins_without: string[];
        /** what waits for it */
        holds_up: string[];
        services: {
          service: string;
          name: string;
          strength: 'stops' | 'degrades';
        }[];
        /** why it stands where it does */
        reason: string;
        /** work that is left; null = nobody knows */
        minutes: number | null;
        /** from now, with a team for each thing that can be worked on; null once it is back */
        expected: {
          minutes: number;
          at_least: boolean;
        } | null;
        /** recovery time objective; null = none is agreed */
        objective_minutes: number | null;
        /** since it fell, until it was back */
        down_minutes: number;
        /** when restoring it was last tried; null = never, or nobody knows */
        tried_on: string | null;
        supplier: {
          name: string;
          contact: string | null;
        } | null;
        sites: string[];
        assets: {
          count: number;
          some: {
            id: string;
            hostname: string;
            location: string;
          }[];
        };
        suspects: {
          asset: string;
          hostname: string;
          standing: 'compromised' | 'suspected';
        }[];
      }[];
      /** what can be begun now and is not, in its order */
      next: string[];
      /** what each needs the others: none can be brought back first without help */
      rings: string[][];
      /** what more teams do not shorten, first to last */
      critical_path: string[];
      /** what fell and is no longer in the estate */
      gone: string[];
    };
  };
  /** Takes retention.run. */
  'POST /retention/run': {
    body: {
      /** delete although the clock is far ahead of the last run */
      clock_is_right?: boolean | undefined;
    };
    answer: {
      /** noted: the first run only notes the time; stopped: a hold came, and the rest waits for the next run */
      outcome: 'done' | 'noted' | 'stopped';
      segments_deleted: number;
      segments_rewritten: number;
      events_deleted: number;
      findings_deleted: number;
    };
  };
  /** Takes event.read. */
  'POST /rules/backtest': {
    body: {
      /** the id of a loaded rule, or the text of a Sigma rule, or of a correlation with its rules */
      rule: string;
      /** event time, inclusive; without it, everything */
      since?: string | undefined;
      /** event time, exclusive */
      until?: string | undefined;
    };
    answer: {
      rule: {
        id: string;
        title: string;
        kind: 'rule' | 'correlation';
      };
      /** how often it would have spoken */
      hits: number;
      /** matches that filters of today would have hidden; not among the hits */
      hidden: number;
      /** hits without a time, which no day shows */
      untimed: number;
      /** UTC days of event time, oldest first, those without hits and without events too */
      days: {
        day: string;
        hits: number;
        /** of its log sources, those without a time by when they were stored; no hits of none say nothing */
        events: number;
      }[];
      /** the log sources in the store that the rule is about, with their events in the range */
      sources: {
        key: string;
        events: number;
      }[];
      /** most hit first, at most 20 */
      hosts: {
        name: string;
        hits: number;
      }[];
      /** most hit first, at most 20 */
      accounts: {
        name: string;
        hits: number;
      }[];
      /** the first hits */
      examples: {
        /** ids of the stored events it rests on: one, or some of several */
        events: string[];
        time: string | null;
        host: string | null;
        account: string | null;
        why: {
          selection: string;
          /** null for a keyword searched in the whole record */
          field: string | null;
          /** e.g. `contains`, `endswith`, `re`, `equals` */
          test: string;
          wanted: string;
          found: string;
        }[];
      }[];
      /** events of its log sources in the range */
      events: number;
      /** of those, how many the rule was asked about: the store leaves out what it cannot match */
      looked_at: number;
      /** stored records that are no longer read as any event */
      unreadable: number;
      seconds: number;
      /** null when there was no event to measure on */
      cost: {
        /** of this rule alone, for an event of its log sources */
        microseconds: number;
        /** the newest events that this was measured on */
        events: number;
      } | null;
    };
  };
  /** Takes open. */
  'POST /set-up/code': {
    body: {
      link: string;
      name?: string | undefined;
      account?: string | undefined;
      ceremony: string;
      otp: string;
    };
    answer: {
      state: 'signed-out';
      first_run: boolean;
      demonstration: boolean;
      organisation_accounts: {
        id: string;
        name: string;
      }[];
    } | {
      state: 'signed-in';
      person: {
        id: string;
        name: string;
        account: string;
      };
      method: 'passkey' | 'code and TOTP' | 'code and recovery code' | 'organisation account' | 'break-glass' | 'demonstration link';
      /** their names, in the organisation on screen */
      roles: string[];
      organisation: string;
      organisations: {
        id: string;
        name: string;
      }[];
      /** what may be done, with stepping up where that is needed */
      actions: string[];
      stepped_up_until: string | null;
      ends: string;
      /** how they can sign in */
      ways: {
        passkeys: number;
        code: boolean;
        organisation_account: boolean;
      };
      break_glass: {
        id: string;
        name: string;
        because: string;
        at: string;
        review_due: string;
      }[];
    };
  };
  /** Takes open. */
  'POST /set-up/code/options': {
    body: {
      link: string;
      name?: string | undefined;
      account?: string | undefined;
    };
    answer: {
      ceremony: string;
      code: string;
      /** otpauth:// */
      totp_uri: string;
      /** base32, for typing */
      totp_secret: string;
      /** rows of 0 and 1 */
      qr: string[];
      recovery_codes: string[];
    };
  };
  /** Takes open. */
  'POST /set-up/passkey': {
    body: {
      link: string;
      name?: string | undefined;
      account?: string | undefined;
      answer: {
        ceremony: string;
        response: {
          id: string;
          rawId: string;
          type: 'public-key';
          response: Record<string, unknown>;
          clientExtensionResults?: Record<string, unknown> | undefined;
          authenticatorAttachment?: string | undefined;
        };
      };
      passkey_name: string;
    };
    answer: {
      state: 'signed-out';
      first_run: boolean;
      demonstration: boolean;
      organisation_accounts: {
        id: string;
        name: string;
      }[];
    } | {
      state: 'signed-in';
      person: {
        id: string;
        name: string;
        account: string;
      };
      method: 'passkey' | 'code and TOTP' | 'code and recovery code' | 'organisation account' | 'break-glass' | 'demonstration link';
      /** their names, in the organisation on screen */
      roles: string[];
      organisation: string;
      organisations: {
        id: string;
        name: string;
      }[];
      /** what may be done, with stepping up where that is needed */
      actions: string[];
      stepped_up_until: string | null;
      ends: string;
      /** how they can sign in */
      ways: {
        passkeys: number;
        code: boolean;
        organisation_account: boolean;
      };
      break_glass: {
        id: string;
        name: string;
        because: string;
        at: string;
        review_due: string;
      }[];
    };
  };
  /** Takes open. */
  'POST /set-up/passkey/options': {
    body: {
      link: string;
      name?: string | undefined;
      account?: string | undefined;
    };
    answer: {
      ceremony: string;
      options: Record<string, Json>;
    };
  };
  /** Takes open. */
  'POST /sign-in/break-glass': {
    body: {
      name: string;
      because: string;
      code: string;
    };
    answer: {
      state: 'signed-out';
      first_run: boolean;
      demonstration: boolean;
      organisation_accounts: {
        id: string;
        name: string;
      }[];
    } | {
      state: 'signed-in';
      person: {
        id: string;
        name: string;
        account: string;
      };
      method: 'passkey' | 'code and TOTP' | 'code and recovery code' | 'organisation account' | 'break-glass' | 'demonstration link';
      /** their names, in the organisation on screen */
      roles: string[];
      organisation: string;
      organisations: {
        id: string;
        name: string;
      }[];
      /** what may be done, with stepping up where that is needed */
      actions: string[];
      stepped_up_until: string | null;
      ends: string;
      /** how they can sign in */
      ways: {
        passkeys: number;
        code: boolean;
        organisation_account: boolean;
      };
      break_glass: {
        id: string;
        name: string;
        because: string;
        at: string;
        review_due: string;
      }[];
    };
  };
  /** Takes open. */
  'POST /sign-in/code': {
    body: {
      account: string;
      code: string;
      otp: string;
    };
    answer: {
      state: 'signed-out';
      first_run: boolean;
      demonstration: boolean;
      organisation_accounts: {
        id: string;
        name: string;
      }[];
    } | {
      state: 'signed-in';
      person: {
        id: string;
        name: string;
        account: string;
      };
      method: 'passkey' | 'code and TOTP' | 'code and recovery code' | 'organisation account' | 'break-glass' | 'demonstration link';
      /** their names, in the organisation on screen */
      roles: string[];
      organisation: string;
      organisations: {
        id: string;
        name: string;
      }[];
      /** what may be done, with stepping up where that is needed */
      actions: string[];
      stepped_up_until: string | null;
      ends: string;
      /** how they can sign in */
      ways: {
        passkeys: number;
        code: boolean;
        organisation_account: boolean;
      };
      break_glass: {
        id: string;
        name: string;
        because: string;
        at: string;
        review_due: string;
      }[];
    };
  };
  /** Takes open. */
  'POST /sign-in/demonstration': {
    body: {
      link: string;
    };
    answer: {
      state: 'signed-out';
      first_run: boolean;
      demonstration: boolean;
      organisation_accounts: {
        id: string;
        name: string;
      }[];
    } | {
      state: 'signed-in';
      person: {
        id: string;
        name: string;
        account: string;
      };
      method: 'passkey' | 'code and TOTP' | 'code and recovery code' | 'organisation account' | 'break-glass' | 'demonstration link';
      /** their names, in the organisation on screen */
      roles: string[];
      organisation: string;
      organisations: {
        id: string;
        name: string;
      }[];
      /** what may be done, with stepping up where that is needed */
      actions: string[];
      stepped_up_until: string | null;
      ends: string;
      /** how they can sign in */
      ways: {
        passkeys: number;
        code: boolean;
        organisation_account: boolean;
      };
      break_glass: {
        id: string;
        name: string;
        because: string;
        at: string;
        review_due: string;
      }[];
    };
  };
  /** Takes open. */
  'POST /sign-in/link': {
    body: {
      link: string;
    };
    answer: {
      purpose: 'first-run' | 'invitation' | 'demonstration';
      name: string | null;
      account: string | null;
    };
  };
  /** Takes open. */
  'POST /sign-in/passkey': {
    body: {
      ceremony: string;
      response: {
        id: string;
        rawId: string;
        type: 'public-key';
        response: Record<string, unknown>;
        clientExtensionResults?: Record<string, unknown> | undefined;
        authenticatorAttachment?: string | undefined;
      };
    };
    answer: {
      state: 'signed-out';
      first_run: boolean;
      demonstration: boolean;
      organisation_accounts: {
        id: string;
        name: string;
      }[];
    } | {
      state: 'signed-in';
      person: {
        id: string;
        name: string;
        account: string;
      };
      method: 'passkey' | 'code and TOTP' | 'code and recovery code' | 'organisation account' | 'break-glass' | 'demonstration link';
      /** their names, in the organisation on screen */
      roles: string[];
      organisation: string;
      organisations: {
        id: string;
        name: string;
      }[];
      /** what may be done, with stepping up where that is needed */
      actions: string[];
      stepped_up_until: string | null;
      ends: string;
      /** how they can sign in */
      ways: {
        passkeys: number;
        code: boolean;
        organisation_account: boolean;
      };
      break_glass: {
        id: string;
        name: string;
        because: string;
        at: string;
        review_due: string;
      }[];
    };
  };
  /** Takes open. */
  'POST /sign-in/passkey/options': {
    answer: {
      ceremony: string;
      options: Record<string, Json>;
    };
  };
  /** Takes self.read. */
  'POST /step-up/code': {
    body: {
      otp: string;
    };
    answer: {
      state: 'signed-out';
      first_run: boolean;
      demonstration: boolean;
      organisation_accounts: {
        id: string;
        name: string;
      }[];
    } | {
      state: 'signed-in';
      person: {
        id: string;
        name: string;
        account: string;
      };
      method: 'passkey' | 'code and TOTP' | 'code and recovery code' | 'organisation account' | 'break-glass' | 'demonstration link';
      /** their names, in the organisation on screen */
      roles: string[];
      organisation: string;
      organisations: {
        id: string;
        name: string;
      }[];
      /** what may be done, with stepping up where that is needed */
      actions: string[];
      stepped_up_until: string | null;
      ends: string;
      /** how they can sign in */
      ways: {
        passkeys: number;
        code: boolean;
        organisation_account: boolean;
      };
      break_glass: {
        id: string;
        name: string;
        because: string;
        at: string;
        review_due: string;
      }[];
    };
  };
  /** Takes self.read. */
  'POST /step-up/passkey': {
    body: {
      ceremony: string;
      response: {
        id: string;
        rawId: string;
        type: 'public-key';
        response: Record<string, unknown>;
        clientExtensionResults?: Record<string, unknown> | undefined;
        authenticatorAttachment?: string | undefined;
      };
    };
    answer: {
      state: 'signed-out';
      first_run: boolean;
      demonstration: boolean;
      organisation_accounts: {
        id: string;
        name: string;
      }[];
    } | {
      state: 'signed-in';
      person: {
        id: string;
        name: string;
        account: string;
      };
      method: 'passkey' | 'code and TOTP' | 'code and recovery code' | 'organisation account' | 'break-glass' | 'demonstration link';
      /** their names, in the organisation on screen */
      roles: string[];
      organisation: string;
      organisations: {
        id: string;
        name: string;
      }[];
      /** what may be done, with stepping up where that is needed */
      actions: string[];
      stepped_up_until: string | null;
      ends: string;
      /** how they can sign in */
      ways: {
        passkeys: number;
        code: boolean;
        organisation_account: boolean;
      };
      break_glass: {
        id: string;
        name: string;
        because: string;
        at: string;
        review_due: string;
      }[];
    };
  };
  /** Takes self.read. */
  'POST /step-up/passkey/options': {
    answer: {
      ceremony: string;
      options: Record<string, Json>;
    };
  };
  /** Takes token.manage. */
  'POST /tokens': {
    body: {
      name: string;
      scopes: readonly ('logs.write' | 'metrics.read' | 'overview.read' | 'findings.read' | 'plans.carry-out')[];
      /** the last day on which it works; null: until it is revoked */
      expires: string | null;
    };
    answer: {
      token: {
        id: string;
        name: string;
        org: string;
        scopes: ('logs.write' | 'metrics.read' | 'overview.read' | 'findings.read' | 'plans.carry-out')[];
        created: string;
        created_by: string;
        expires: string | null;
        revoked: string | null;
        /** to the minute */
        last_used: string | null;
      };
      secret: string;
    };
  };
  /** Takes webhook.manage. */
  'POST /webhooks': {
    body: {
      url: string;
      events: readonly ('incident.raised' | 'incident.worse' | 'plan.approved' | 'plan.withdrawn' | 'break-glass.used')[];
    };
    answer: {
      webhook: {
        id: string;
        url: string;
        events: ('incident.raised' | 'incident.worse' | 'plan.approved' | 'plan.withdrawn' | 'break-glass.used')[];
        made: string;
        made_by: string;
        /** why nothing is sent */
        stopped: string | null;
        /** the newest twenty */
        deliveries: {
          id: string;
          event: string;
          made: string;
          state: 'waiting' | 'delivered' | 'given up';
          tries: number;
          next_try: string | null;
          last_answer: string | null;
        }[];
      };
      secret: string;
    };
  };
  /** Takes webhook.manage. */
  'POST /webhooks/{id}/deliveries/{delivery}/again': {
    path: {
      id: string;
      delivery: string;
    };
    answer: undefined;
  };
  /** Takes webhook.manage. */
  'POST /webhooks/{id}/test': {
    path: {
      id: string;
    };
    answer: undefined;
  };
  /** Takes self.change. */
  'PUT /me/passkeys/{id}/name': {
    path: {
      id: string;
    };
    body: {
      name: string;
    };
    answer: undefined;
  };
  /** Takes rule.change. */
  'PUT /packs/{id}/mode': {
    path: {
      id: string;
    };
    body: {
      mode: 'enabled' | 'test' | 'disabled';
      because: string;
    };
    answer: undefined;
  };
  /** Takes person.manage. */
  'PUT /people/{id}/roles': {
    path: {
      id: string;
    };
    body: {
      memberships: readonly {
        org: string;
        role: string;
      }[];
    };
    answer: undefined;
  };
  /** Takes person.manage. */
  'PUT /people/{id}/state': {
    path: {
      id: string;
    };
    body: {
      enabled: boolean;
    };
    answer: undefined;
  };
  /** Takes rule.change. */
  'PUT /rules/{id}/mode': {
    path: {
      id: string;
    };
    body: {
      mode: 'enabled' | 'test' | 'disabled';
      because: string;
    };
    answer: undefined;
  };
  /** Takes webhook.manage. */
  'PUT /webhooks/{id}/paused': {
    path: {
      id: string;
    };
    body: {
      paused: boolean;
    };
    answer: undefined;
  };
}
