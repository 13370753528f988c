from mppgeo.commands import main

raise SystemExit(main())
