using System.Runtime.InteropServices;

// Only the system's own libraries are called from here; none is looked for in the current folder.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
