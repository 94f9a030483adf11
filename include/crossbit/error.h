/* SPDX-License-Identifier: MIT */
/**
 * @file error.h
 * Error codes of Crossbit: HRESULTs of FACILITY_ITF from 0x80040C00, clear of COM's own. Each travels with a message
 * that names the file, function or value and the way to fix it: crossbit_error_message() in C, IErrorInfo in COM.
 */
#ifndef CROSSBIT_ERROR_H
#define CROSSBIT_ERROR_H

#include <winerror.h>

/** An error code of Crossbit. */
#define CROSSBIT_ERROR(n) MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, 0x0C00 + (n))

/** Loading */
#define CROSSBIT_E_FILE_NOT_FOUND CROSSBIT_ERROR(0x01)     /**< no such DLL */
#define CROSSBIT_E_NOT_PE CROSSBIT_ERROR(0x02)             /**< not a Windows program file, or a damaged one */
#define CROSSBIT_E_BITNESS CROSSBIT_ERROR(0x03)            /**< the DLL's bitness is not the surrogate's */
#define CROSSBIT_E_MACHINE CROSSBIT_ERROR(0x04)            /**< neither x86 nor x64: ARM64 and others */
#define CROSSBIT_E_NOT_DLL CROSSBIT_ERROR(0x05)            /**< an EXE or a driver */
#define CROSSBIT_E_MISSING_DEPENDENCY CROSSBIT_ERROR(0x06) /**< the message names the missing DLL */
#define CROSSBIT_E_MISSING_EXPORT CROSSBIT_ERROR(0x07)     /**< the message names the nearest exports */
#define CROSSBIT_E_FORWARDER CROSSBIT_ERROR(0x08)          /**< an export forwarded to something that is not there */
#define CROSSBIT_E_LOAD_FAILED CROSSBIT_ERROR(0x09)        /**< Windows refused to load it */
#define CROSSBIT_E_NOT_LOADED CROSSBIT_ERROR(0x0a)         /**< no library is loaded, or it is closed */
/** Declaring and calling */
#define CROSSBIT_E_DECLARATION CROSSBIT_ERROR(0x10) /**< the message gives line and column */
#define CROSSBIT_E_UNDECLARED CROSSBIT_ERROR(0x11)  /**< no function of that name was declared */
#define CROSSBIT_E_ARGUMENT CROSSBIT_ERROR(0x12)    /**< wrong number, type or size of arguments */
#define CROSSBIT_E_RANGE CROSSBIT_ERROR(0x13)       /**< a value does not fit the other bitness or the declared type */
#define CROSSBIT_E_STALE_HANDLE                                                                                        \
    CROSSBIT_ERROR(0x14)                           /**< a handle that was released, or is another type or client's     \
                                                    */
#define CROSSBIT_E_CONVENTION CROSSBIT_ERROR(0x15) /**< the stack pointer after the call shows another convention */
#define CROSSBIT_E_CALLBACK CROSSBIT_ERROR(0x16)   /**< a callback of the client failed */
#define CROSSBIT_E_PROTOCOL CROSSBIT_ERROR(0x17)   /**< the other side sent bytes that make no sense */
#define CROSSBIT_E_LEFT CROSSBIT_ERROR(0x18)       /**< the program left a callback, and so this call */
/** The bridge itself */
#define CROSSBIT_E_START CROSSBIT_ERROR(0x20)     /**< the surrogate could not be started; the message says why */
#define CROSSBIT_E_DIED CROSSBIT_ERROR(0x21)      /**< the surrogate ended during or before the call */
#define CROSSBIT_E_DLL_FAULT CROSSBIT_ERROR(0x22) /**< the DLL crashed; the message says where */
#define CROSSBIT_E_TIMEOUT CROSSBIT_ERROR(0x23)   /**< a deadline passed */
/** Registration (regsvr32 crossbitps.dll) */
#define CROSSBIT_E_UNSAFE_FOLDER CROSSBIT_ERROR(0x30)  /**< ordinary users can write to the folder */
#define CROSSBIT_E_NOT_REGISTERED CROSSBIT_ERROR(0x31) /**< the check found another registration, or none */

#endif
